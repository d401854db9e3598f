package dev.nodens.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

/// Objects as a later version may have stored them.
class ReadablePartsTest {
  private static final KubernetesSerialization JSON = new KubernetesSerialization();

  private static ClusterDNS read(String spec, String status) {
    return JSON.unmarshal(
        """
        {"apiVersion": "nodens.dev/v1alpha1", "kind": "ClusterDNS", "metadata": {"name": "cluster"},
         "spec": %s, "status": %s}
        """
            .formatted(spec, status),
        ClusterDNS.class);
  }

  @Test
  void aValueThatThisVersionKnowsIsReadable() {
    ClusterDNS object = read("{\"drift\": \"Report\"}", "{}");

    assertThat(object.unreadable()).isEmpty();
    assertThat(object.getSpec().drift()).isEqualTo(DriftPolicy.REPORT);
  }

  @Test
  void anUnknownValueIsNamedAndTheRestIsRead() {
    ClusterDNS object = read("{\"drift\": \"Negotiate\", \"namespace\": \"dns\"}", "{}");

    assertThat(object.unreadable()).hasSize(1);
    assertThat(object.unreadable().getFirst())
        .startsWith("spec.drift: \"Negotiate\" is not one of [Enforce, Report");
    assertThat(object.getSpec().namespace()).isEqualTo("dns");
  }

  @Test
  void aCopyIsAsUnreadableAsTheObject() {
    ClusterDNS object = read("{\"drift\": \"Negotiate\"}", "{}");

    assertThat(JSON.clone(object).unreadable()).isEqualTo(object.unreadable());
    assertThat(JSON.asJson(read("{}", "{}"))).doesNotContain("unreadable");
  }

  @Test
  void anUnknownValueInAListNamesTheElement() {
    ClusterDNS object =
        read("{\"nodeHosts\": {\"addressTypes\": [\"InternalIP\", \"Martian\"]}}", "{}");

    assertThat(object.unreadable()).hasSize(1);
    assertThat(object.unreadable().getFirst())
        .startsWith("spec.nodeHosts.addressTypes[1]: \"Martian\" is not one of");
    assertThat(object.getSpec().nodeHosts().addressTypes())
        .containsExactly(NodeHosts.AddressType.INTERNAL_IP);
  }

  @Test
  void anUnknownFieldIsNamed() {
    assertThat(read("{\"telepathy\": {\"on\": true}}", "{}").unreadable())
        .containsExactly("spec.telepathy is a field that this version lacks");
  }

  @Test
  void aValueOfTheWrongTypeIsNamed() {
    ClusterDNS object = read("{\"revisionHistoryLimit\": {\"a\": 1}}", "{}");

    assertThat(object.unreadable()).hasSize(1);
    assertThat(object.unreadable().getFirst()).startsWith("spec.revisionHistoryLimit: ");
    assertThat(object.getSpec()).isEqualTo(ClusterDNSSpec.defaults());
  }

  @Test
  void whatCannotBeReadOfAStatusIsForgotten() {
    ClusterDNS object =
        read(
            "{}",
            """
            {"observedGeneration": 7, "clusterDomain": "cluster.local", "someday": 1,
             "conditions": [
               {"type": "Ready", "status": "Perhaps", "reason": "R", "message": "", "lastTransitionTime": ""},
               {"type": "Accepted", "status": "True", "reason": "R", "message": "", "lastTransitionTime": ""}]}
            """);

    assertThat(object.getStatus().observedGeneration()).isEqualTo(7);
    assertThat(object.getStatus().condition("Accepted")).isPresent();
    assertThat(object.getStatus().condition("Ready")).isEmpty();
  }
}
