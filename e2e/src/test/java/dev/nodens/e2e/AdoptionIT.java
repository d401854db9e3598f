package dev.nodens.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.AdoptionStatus;
import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.Condition;
import io.fabric8.kubernetes.api.model.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/// The Service goes from Nodens to the DNS that other people keep, with the real CoreDNS, and from
/// that back to Nodens; a client asks all the time and misses nothing.
@ExtendWith(Scene.Setter.class)
final class AdoptionIT {
  private static final String NAME = "web.default.svc.cluster.local";
  private static final Path DECLARATION =
      Path.of(System.getProperty("nodens.root", "."))
          .resolve("e2e/src/test/resources/clusterdns.yaml");

  private final Scene scene;

  AdoptionIT(Scene scene) {
    this.scene = scene;
  }

  @BeforeEach
  void everythingIsInOrder() {
    scene.awaitReady();
  }

  @AfterEach
  void theDeclarationIsWhatItWas() {
    declare("{\"adoption\":null,\"deletionPolicy\":null}");
    scene.awaitReady();
  }

  /// k3s deletes everything that carries the label of its add-on; by then the Service does not.
  @Test
  void theAddOnOfK3sIsDisabled() {
    roundTrip(Incumbent.K3S, "disable");
  }

  /// Argo CD prunes the DaemonSet in the foreground.
  @Test
  void theDaemonSetInGitIsPruned() {
    roundTrip(Incumbent.GITOPS, "prune");
  }

  @Test
  @EnabledIfSystemProperty(
      named = "e2e.full",
      matches = "true",
      disabledReason = "a third origin takes another two minutes; run e2e/run --full")
  void theDeploymentOfKubeadmIsScaledToZero() {
    roundTrip(Incumbent.KUBEADM, "scale");
    Incumbent.KUBEADM.owner("upgrade");
    awaitAdopted("False ForeignWorkloadPresent");
    Incumbent.KUBEADM.owner("scale");
    awaitAdopted("True Exclusive");
  }

  /// In Shared mode the other DNS has clients up to its end, and the Service may be deleted with
  /// it. No operator is faster than the proxies of the nodes then: what that costs is measured.
  @Test
  @EnabledIfSystemProperty(
      named = "e2e.full",
      matches = "true",
      disabledReason =
          "takes another minute and shows what Exclusive mode spares; run e2e/run --full")
  void aServiceThatItsOwnerDeletesComesBackWithItsAddress() {
    handBackTo(Incumbent.K3S);
    adopt("Shared");
    String uid = service().getMetadata().getUid();
    try (SteadyClient client = client()) {
      Incumbent.K3S.owner("disable");
      awaitAdopted("True Exclusive");
      figure("k3s: Service deleted by its owner in Shared mode", client);
    }
    assertThat(service().getMetadata().getUid()).isNotEqualTo(uid);
    assertThat(service().getSpec().getClusterIP()).isEqualTo(Cluster.DNS);
  }

  /// One client after the other, so that a failure says in which part it was; each begins before
  /// the last one ends.
  private void roundTrip(Incumbent incumbent, String removal) {
    String uid = service().getMetadata().getUid();
    String name = incumbent.name().toLowerCase(Locale.ROOT);
    try (SteadyClient back = client()) {
      handBackTo(incumbent);
      assertThat(scene.dnsPods()).isEmpty();
      try (SteadyClient joining = client()) {
        SteadyClient.Outcome handedBack = figure(name + ": handed back", back);
        adopt("Exclusive");
        awaitOwnEndpointsOnly();
        try (SteadyClient leaving = client()) {
          SteadyClient.Outcome joined = figure(name + ": joined and taken over", joining);
          incumbent.owner(removal);
          awaitAdopted("True Exclusive");
          scene.awaitReady();
          SteadyClient.Outcome removed = figure(name + ": removed by its owner", leaving);
          assertThat(handedBack.failures()).isEmpty();
          assertThat(joined.failures()).isEmpty();
          assertThat(removed.failures()).isEmpty();
          assertThat(handedBack.asked() + joined.asked() + removed.asked()).isGreaterThan(1000);
        }
      }
    }
    assertThat(service().getMetadata().getUid()).isEqualTo(uid);
    assertThat(service().getSpec().getClusterIP()).isEqualTo(Cluster.DNS);
  }

  private SteadyClient client() {
    return SteadyClient.start(scene.clientOn("node-2"), NAME);
  }

  private SteadyClient.Outcome figure(String what, SteadyClient client) {
    SteadyClient.Outcome outcome = client.stop();
    scene.figure("%s: %s", what, outcome.text());
    return outcome;
  }

  /// The other DNS runs and has no clients any more.
  private void awaitOwnEndpointsOnly() {
    Awaitility.await("the Service has the pods of Nodens and no others")
        .atMost(Scene.PATIENCE)
        .untilAsserted(() ->
            // A slice for each address family.
            assertThat(
                    Set.copyOf(
                        List.of(
                            Cluster.kubectl(
                                    "-n",
                                    "kube-system",
                                    "get",
                                    "endpointslices",
                                    "-l",
                                    "kubernetes.io/service-name=kube-dns",
                                    "-o",
                                    "jsonpath={.items[*].endpoints[*].targetRef.name}")
                                .text()
                                .split(" "))))
                .hasSize(2)
                .allMatch(pod -> pod.startsWith("cluster-dns-")));
    // Nobody tells when the last node's kube-proxy has followed; it does within a second or two.
    Awaitility.await("kube-proxy").pollDelay(Duration.ofSeconds(3)).until(() -> true);
  }

  /// From Nodens alone to the incumbent alone.
  private void handBackTo(Incumbent incumbent) {
    declare("{\"deletionPolicy\":\"HandBack\"}");
    Awaitility.await("the deletion will wait for the hand-back")
        .atMost(Scene.PATIENCE)
        .until(() -> !clusterDns().getMetadata().getFinalizers().isEmpty());
    Cluster.kubectl("delete", "clusterdns", "cluster", "--wait=false").text();
    incumbent.owner("up");
    Awaitility.await("Nodens has left")
        .atMost(Scene.PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> scene.client().resources(ClusterDNS.class).withName("cluster").get() == null);
  }

  /// From the incumbent alone to both, with all pods of Nodens behind the Service.
  private void adopt(String mode) {
    Cluster.kubectl("apply", "-f", DECLARATION.toString()).text();
    declare("{\"adoption\":{\"mode\":\"" + mode + "\"}}");
    Awaitility.await("both serve")
        .atMost(Scene.PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> {
          AdoptionStatus adoption = scene.status().adoption();
          assertThat(adoption).isNotNull();
          assertThat(adoption.state()).isEqualTo(AdoptionStatus.State.SERVING);
          assertThat(scene.holds("Progressing")).isFalse();
          assertThat(scene.dnsPods()).hasSize(2);
        });
    AdoptionStatus adoption = scene.status().adoption();
    assertThat(adoption.foreign()).isNotEmpty();
    assertThat(adoption.instructions()).contains("kubectl");
    assertThat(
            Cluster.kubectl(
                    "-n", "kube-system", "get", "configmap", "cluster-adoption", "-o", "yaml")
                .text())
        .contains("loadbalance");
  }

  private void awaitAdopted(String wanted) {
    Awaitility.await("Adopted is " + wanted)
        .atMost(Scene.PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> {
          Condition adopted = scene.status().condition("Adopted").orElseThrow(AssertionError::new);
          boolean holds = adopted.status() == Condition.Status.TRUE;
          assertThat((holds ? "True " : "False ") + adopted.reason()).isEqualTo(wanted);
        });
  }

  private void declare(String spec) {
    Cluster.kubectl(
            "patch", "clusterdns", "cluster", "--type=merge", "-p", "{\"spec\":" + spec + "}")
        .text();
  }

  private ClusterDNS clusterDns() {
    return scene.client().resources(ClusterDNS.class).withName("cluster").get();
  }

  private Service service() {
    return scene.client().services().inNamespace("kube-system").withName("kube-dns").get();
  }
}
