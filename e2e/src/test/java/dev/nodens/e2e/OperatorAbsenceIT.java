package dev.nodens.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.e2e.SteadyClient.Outcome;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// DNS does not need its operator.
@ExtendWith(Scene.Setter.class)
final class OperatorAbsenceIT {
  private static final String NAME = "web.default.svc.cluster.local";

  private final Scene scene;

  OperatorAbsenceIT(Scene scene) {
    this.scene = scene;
  }

  @BeforeEach
  void everythingIsInOrder() {
    scene.awaitReady();
  }

  @AfterEach
  void theOperatorIsBack() {
    scene.client().services().inNamespace("default").withName("newcomer").delete();
    Cluster.installChart();
    scene.declare();
    scene.awaitReady();
  }

  @Test
  void deletingTheOperatorHarmsNoQuery() {
    try (SteadyClient client = SteadyClient.start(scene.clientOn("node-2"), NAME)) {
      scene.client().apps().deployments().inNamespace(Cluster.OPERATOR_NAMESPACE).delete();
      Awaitility.await("the operator is gone")
          .atMost(Scene.PATIENCE)
          .untilAsserted(() ->
              assertThat(
                      scene
                          .client()
                          .pods()
                          .inNamespace(Cluster.OPERATOR_NAMESPACE)
                          .list()
                          .getItems())
                  .isEmpty());
      scene.client().resource(newcomer()).create();

      // Ten seconds without an operator; meanwhile the servers follow the cluster by themselves.
      Awaitility.await("a Service that is created without an operator has its name all the time")
          .pollDelay(Duration.ofSeconds(2))
          .during(Duration.ofSeconds(10))
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(
                      Cluster.dig(
                              scene.clientOn("node-2"),
                              "@" + Cluster.DNS,
                              "newcomer.default.svc.cluster.local")
                          .status())
                  .isEqualTo("NOERROR"));
      Outcome outcome = client.stop();

      scene.figure("operator deleted: %s", outcome.text());
      assertThat(outcome.failures()).isEmpty();
      assertThat(outcome.failed()).isZero();
      assertThat(outcome.asked()).isGreaterThan(300);
    }
  }

  @Test
  void killingTheOperatorInTheMiddleOfARollHarmsNoQuery() {
    List<Pod> old = scene.dnsPods();
    try (SteadyClient client = SteadyClient.start(scene.clientOn("node-2"), NAME)) {
      scene.patch("{\"spec\":{\"config\":{\"cache\":{\"maxSeconds\":78}}}}");
      Awaitility.await("the roll has begun")
          .atMost(Scene.PATIENCE)
          .untilAsserted(
              () -> assertThat(Scene.uids(scene.dnsPods())).isNotEqualTo(Scene.uids(old)));
      Cluster.kubectl(
              "-n",
              Cluster.OPERATOR_NAMESPACE,
              "delete",
              "pods",
              "--all",
              "--force",
              "--grace-period=0")
          .text();
      scene.awaitReady();
      scene.awaitGone(old);
      Outcome outcome = client.stop();

      scene.figure("operator killed in the middle of a roll: %s", outcome.text());
      assertThat(outcome.failures()).isEmpty();
    } finally {
      scene.patch("{\"spec\":{\"config\":null}}");
    }
  }

  @Test
  void uninstallingEverythingHarmsNoQueryAndComingBackRollsNothing() {
    Set<String> servers = Scene.uids(scene.dnsPods());
    try (SteadyClient client = SteadyClient.start(scene.clientOn("node-2"), NAME)) {
      Cluster.kubectl("delete", "clusterdns", "cluster", "--timeout=100s").text();
      Cluster.uninstallChart();
      Cluster.kubectl("delete", "crd", "clusterdnses.nodens.dev", "--timeout=100s").text();
      // Long enough for what goes with its owner to be collected.
      Awaitility.await("the servers stay")
          .during(Duration.ofSeconds(10))
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(Scene.uids(scene.dnsPods())).isEqualTo(servers));
      Cluster.installChart();
      scene.declare();
      scene.awaitReady();
      Outcome outcome = client.stop();

      scene.figure("ClusterDNS, chart and definition deleted, and back: %s", outcome.text());
      assertThat(Scene.uids(scene.dnsPods())).as("servers").isEqualTo(servers);
      assertThat(outcome.failures()).isEmpty();
      assertThat(outcome.failed()).isZero();
    }
  }

  private static io.fabric8.kubernetes.api.model.Service newcomer() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName("newcomer")
        .withNamespace("default")
        .endMetadata()
        .withNewSpec()
        .addNewPort()
        .withPort(80)
        .endPort()
        .endSpec()
        .build();
  }
}
