package dev.nodens.plugin.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is concluded from how an upstream answers.
final class StandingTest {
  private static final long MILLI = 1_000_000L;
  private static final long READ_TIMEOUT = 2_000 * MILLI;

  private final Standing standing = new Standing(READ_TIMEOUT);

  @Test
  void oneInTwentyTakesLonger() {
    var random = new Random(4711);
    int longer = 0;
    for (int i = 0; i < 20_000; i++) {
      long took = (20 + random.nextInt(100)) * MILLI;
      boolean late = took > standing.patience();
      if (late) {
        standing.late(i);
      }
      standing.answered(took, late, false);
      longer += late && i >= 2_000 ? 1 : 0;
    }
    assertThat(longer / 18_000.0).isBetween(0.03, 0.07);
    assertThat(standing.patience()).isBetween(100 * MILLI, 125 * MILLI);
  }

  @Test
  void patienceHasBounds() {
    assertThat(standing.patience()).isEqualTo(200 * MILLI);
    for (int i = 0; i < 10_000; i++) {
      standing.answered(0, false, false);
    }
    assertThat(standing.patience()).isEqualTo(10 * MILLI);
    for (int i = 0; i < 10_000; i++) {
      standing.late(0);
      standing.answered(READ_TIMEOUT, true, false);
    }
    assertThat(standing.patience()).isEqualTo(READ_TIMEOUT / 2);
  }

  @Test
  void silenceMakesNobodyMorePatient() {
    standing.late(0);
    long patience = standing.patience();
    for (int i = 0; i < 100; i++) {
      standing.late(i);
    }
    assertThat(standing.patience()).isEqualTo(patience);
  }

  @Test
  void silenceTakesManyQueriesAndSomeTime() {
    for (int i = 0; i < 100; i++) {
      assertThat(standing.late(0)).isFalse();
    }
    assertThat(standing.late(200 * MILLI)).isTrue();
    assertThat(standing.late(201 * MILLI)).as("no news").isFalse();
    assertThat(standing.isPoor(202 * MILLI)).isTrue();
    standing.answered(300 * MILLI, true, false);
    assertThat(standing.isPoor(203 * MILLI)).isFalse();
  }

  @Test
  void threeWrongServfailsInARow() {
    assertThat(standing.contradicted(0)).isFalse();
    assertThat(standing.contradicted(0)).isFalse();
    standing.answered(0, false, false);
    assertThat(standing.contradicted(0)).isFalse();
    assertThat(standing.contradicted(0)).isFalse();
    standing.answered(0, false, true);
    assertThat(standing.contradicted(0)).isTrue();
    assertThat(standing.isPoor(9_999 * MILLI)).isTrue();
    assertThat(standing.isPoor(10_000 * MILLI)).as("it gets another chance").isFalse();
    assertThat(standing.contradicted(10_000 * MILLI)).as("only one").isTrue();
  }
}
