package dev.nodens.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainTest {
  private static final Drain DRAIN = Drain.of("least=10s quiet=2s most=23s");

  private static long seconds(double value) {
    return (long) (value * 1e9);
  }

  @Test
  void withoutTheVariableThereIsNone() {
    assertThat(Drain.of("").isNone()).isTrue();
    assertThat(Drain.of(" ").isNone()).isTrue();
    assertThat(DRAIN.isNone()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          most=23s                   | PT0S  | PT2S   | PT23S
          least=10s quiet=1s most=1m | PT10S | PT1S   | PT1M
          most=5s quiet=500ms        | PT0S  | PT0.5S | PT5S
          """)
  void readsDurations(String text, Duration least, Duration quiet, Duration most) {
    assertThat(Drain.of(text)).isEqualTo(new Drain(least, quiet, most));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          20s                | "20s" is none of least=, quiet= and most= with a duration
          most=20s end=1s    | "end=1s" is none of least=, quiet= and most= with a duration
          most=20            | "most=20": time: missing unit in duration "20"
          most=-1s           | "most=-1s" is less than nothing
          least=5s           | "least=5s" needs most=, and no less than least=
          least=5s most=4s   | "least=5s most=4s" needs most=, and no less than least=
          """)
  void saysWhatItCannotRead(String text, String message) {
    assertThatThrownBy(() -> Drain.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("NODENS_DRAIN: " + message);
  }

  @Test
  void silenceCountsOnlyAfterTheLeastTime() {
    Drain.Watch watch = DRAIN.watch(seconds(100), 7);

    assertThat(watch.isOver(seconds(109.9), 7)).isFalse();
    assertThat(watch.isOver(seconds(110), 7)).isTrue();
    assertThat(watch.isQuiet(seconds(110))).isTrue();
    assertThat(watch.answered()).isZero();
  }

  @Test
  void everyQueryStartsTheSilenceAnew() {
    Drain.Watch watch = DRAIN.watch(seconds(100), 0);

    assertThat(watch.isOver(seconds(109), 400)).isFalse();
    assertThat(watch.isOver(seconds(110.5), 401)).isFalse();
    assertThat(watch.isOver(seconds(112.4), 401)).isFalse();
    assertThat(watch.isOver(seconds(112.5), 401)).isTrue();
    assertThat(watch.answered()).isEqualTo(401);
  }

  @Test
  void clientsThatStayDoNotKeepItForEver() {
    Drain.Watch watch = DRAIN.watch(seconds(100), 0);

    assertThat(watch.isOver(seconds(122.9), 1000)).isFalse();
    assertThat(watch.isOver(seconds(123), 1001)).isTrue();
    assertThat(watch.isQuiet(seconds(123))).isFalse();
  }
}
