package dev.nodens.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final Pace pace = new Pace(Duration.ofSeconds(5), Duration.ofSeconds(2));

  @Test
  void theFirstChangeIsShownAtOnceAndTheNextOnesTogether() {
    assertThat(pace.show("a", NOON)).isEqualTo("a");
    assertThat(pace.show("b", NOON.plusSeconds(1))).isEqualTo("b");
    assertThat(pace.show("c", NOON.plusSeconds(2))).isEqualTo("b");
    assertThat(pace.show("d", NOON.plusSeconds(3))).isEqualTo("b");
    assertThat(pace.due()).contains(NOON.plusSeconds(6));
    assertThat(pace.show("e", NOON.plusSeconds(6))).isEqualTo("e");
    assertThat(pace.due()).isEmpty();
  }

  @Test
  void aThousandNodesThatJoinWithinAMinuteAreShownInAFewSteps() {
    var shown = new java.util.HashSet<String>();
    StringBuilder names = new StringBuilder();
    for (int node = 0; node < 1000; node++) {
      names.append("192.0.2.1 node-").append(node).append('\n');
      shown.add(pace.show(names.toString(), NOON.plusMillis(60L * node)));
    }

    assertThat(shown).hasSizeBetween(5, 15);
  }

  @Test
  void aChangeThatIsTakenBackWhileItWaitsIsNeverShown() {
    pace.show("a", NOON);
    pace.show("b", NOON);
    pace.show("c", NOON.plusSeconds(1));

    assertThat(pace.show("b", NOON.plusSeconds(2))).isEqualTo("b");
    assertThat(pace.due()).isEmpty();
  }

  @Test
  void manyLinesChangeMoreSeldom() {
    String large = "192.0.2.1 node\n".repeat(5000);
    pace.show("", NOON);
    pace.show(large, NOON);
    pace.show(large + "x", NOON.plusSeconds(1));

    assertThat(pace.due()).contains(NOON.plusSeconds(15));
  }
}
