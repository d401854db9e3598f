package dev.nodens.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.time.Duration;
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
      SteadyClient.Outcome outcome = client.stop();

      scene.figure(
          "operator deleted: %d queries, %d failed, slowest %d ms",
          outcome.asked(), outcome.failed(), outcome.slowestMillis());
      assertThat(outcome.failures()).isEmpty();
      assertThat(outcome.asked()).isGreaterThan(300);
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
