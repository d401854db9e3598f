package dev.nodens.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Names of the outside while the upstream comes and goes. Every name is new, so that no answer
/// comes from a cache.
@ExtendWith(Scene.Setter.class)
final class UpstreamIT {
  private final Scene scene;

  UpstreamIT(Scene scene) {
    this.scene = scene;
  }

  private Dig askForSomethingNew() {
    String name = "n" + ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) + ".example.org";
    return Cluster.dig(scene.clientOn("node-2"), "@" + Cluster.DNS, name);
  }

  @Test
  void namesOfTheOutsideFollowTheUpstream() {
    for (String coming : new String[] {"first", "second"}) {
      try (Upstream upstream = Upstream.start()) {
        long start = System.nanoTime();
        Awaitility.await("names of the outside resolve")
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () -> assertThat(askForSomethingNew().answers()).containsExactly(Upstream.ADDRESS));
        scene.figure(
            "upstream started for the %s time: its names resolve after %d ms",
            coming, (System.nanoTime() - start) / 1_000_000);
        assertThat(upstream).isNotNull();
      }
      Dig without = askForSomethingNew();
      assertThat(without.status()).isEqualTo("SERVFAIL");
      assertThat(without.milliseconds()).isLessThan(6000);
    }
  }
}
