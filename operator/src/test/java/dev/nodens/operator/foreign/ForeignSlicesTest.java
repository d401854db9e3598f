package dev.nodens.operator.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.Drift;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForeignSlicesTest {
  private static final String OWN_LABEL =
      "endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io";

  @Test
  void slicesOfTheControlPlaneWithPodsAreInOrder() {
    assertThat(
            ForeignSlices.among(
                List.of(
                    slice(
                        OWN_LABEL,
                        "kube-controller-manager",
                        "{addresses: [10.0.0.1], targetRef: {kind: Pod, name: p}}"))))
        .isEmpty();
  }

  @Test
  void aSliceOfSomebodyElseIsNamedAndCanGo() {
    ForeignSlices.Foreign foreign =
        ForeignSlices.among(
                List.of(slice("team: red", "kubectl-create", "{addresses: [192.0.2.66]}")))
            .getFirst();

    assertThat(foreign.removable()).isTrue();
    assertThat(foreign.uid()).isEqualTo("uid");
    assertThat(foreign.finding().key()).hasToString("EndpointSlice kube-system/s");
    assertThat(foreign.finding().type()).isEqualTo(Drift.Type.ADDED);
    assertThat(foreign.finding().severity()).isEqualTo(Drift.Severity.CRITICAL);
    assertThat(foreign.finding().live()).contains("192.0.2.66");
    assertThat(foreign.finding().author()).contains("kubectl-create (Update)");
  }

  @Test
  void anAddressWrittenIntoASliceOfTheControlPlaneIsOnlyShown() {
    ForeignSlices.Foreign foreign =
        ForeignSlices.among(
                List.of(
                    slice(
                        OWN_LABEL,
                        "kube-controller-manager",
                        "{addresses: [10.0.0.1], targetRef: {kind: Pod, name: p}}",
                        "{addresses: [192.0.2.66]}")))
            .getFirst();

    assertThat(foreign.removable()).isFalse();
    assertThat(foreign.finding().path()).isEqualTo("/endpoints");
    assertThat(foreign.finding().live()).contains("192.0.2.66");
    assertThat(foreign.finding().author()).as("nobody else wrote").isEmpty();
  }

  private static EndpointSlice slice(String label, String manager, String... endpoints) {
    return Serialization.unmarshal(
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata:
          name: s
          namespace: kube-system
          uid: uid
          labels: {kubernetes.io/service-name: kube-dns, %s}
          managedFields:
          - {manager: %s, operation: Update, time: "2026-01-01T00:00:00Z"}
        addressType: IPv4
        endpoints: [%s]
        """
            .formatted(label, manager, String.join(", ", endpoints)),
        EndpointSlice.class);
  }
}
