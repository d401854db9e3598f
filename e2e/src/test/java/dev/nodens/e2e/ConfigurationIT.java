package dev.nodens.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.ClusterDNSStatus.Revision;
import dev.nodens.crd.Condition;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A changed declaration: a good one is rolled out without a lost query, a broken one never.
@ExtendWith(Scene.Setter.class)
final class ConfigurationIT {
  private final Scene scene;

  ConfigurationIT(Scene scene) {
    this.scene = scene;
  }

  @BeforeEach
  void everythingIsInOrder() {
    scene.awaitReady();
  }

  @AfterEach
  void theDeclarationIsWhatItWas() {
    scene.patch("{\"spec\":{\"corefile\":null,\"config\":null}}");
    scene.awaitReady();
  }

  @Test
  void aBrokenCorefileNeverRolls() {
    Revision before = scene.revision();
    long generation = templateGeneration();

    scene.patch("{\"spec\":{\"corefile\":\".:53 {\\n    errors\\n    nosuchplugin\\n}\\n\"}}");
    Awaitility.await("the declaration is refused")
        .atMost(Scene.PATIENCE)
        .untilAsserted(() -> {
          Condition accepted =
              scene.status().condition("Accepted").orElseThrow(AssertionError::new);
          assertThat(accepted.status()).isEqualTo(Condition.Status.FALSE);
          assertThat(accepted.message()).contains("Corefile:3", "nosuchplugin");
        });

    // Long enough for an operator that rolls nevertheless to be caught.
    Awaitility.await("nothing rolls")
        .during(Duration.ofSeconds(5))
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(templateGeneration()).isEqualTo(generation));
    assertThat(scene.revision().hash()).isEqualTo(before.hash());
    assertThat(
            Cluster.dig(
                    scene.clientOn("node-2"), "@" + Cluster.DNS, "web.default.svc.cluster.local")
                .status())
        .isEqualTo("NOERROR");
  }

  @Test
  void aNewRevisionIsRolledOutWithoutALostQuery() {
    Revision before = scene.revision();
    try (SteadyClient client =
        SteadyClient.start(scene.clientOn("node-2"), "web.default.svc.cluster.local")) {
      long start = System.nanoTime();
      scene.patch("{\"spec\":{\"config\":{\"cache\":{\"maxSeconds\":77}}}}");
      scene.awaitReady();
      double seconds = (System.nanoTime() - start) / 1e9;
      SteadyClient.Outcome outcome = client.stop();

      scene.figure("new revision on 2 nodes in %.1f s: %s", seconds, outcome.text());
      assertThat(scene.revision().hash()).isNotEqualTo(before.hash());
      for (String node : List.of("node-1", "node-2")) {
        assertThat(
                Cluster.dig(scene.clientOn(node), "@" + Cluster.DNS, "revision.nodens", "TXT", "CH")
                    .answers())
            .containsExactly('"' + scene.revision().hash() + '"');
      }
      assertThat(outcome.failures()).isEmpty();
    }
  }

  private long templateGeneration() {
    return scene
        .client()
        .apps()
        .daemonSets()
        .inNamespace(Cluster.DNS_NAMESPACE)
        .withName("cluster-dns")
        .get()
        .getMetadata()
        .getGeneration();
  }
}
