package dev.nodens.operator.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsChecksTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NODENS_RATE_LIMIT | rate=500",
        "NODENS_RATE_LIMIT | rate=1 burst=1000000 sources=64 answer=drop",
        "NODENS_RATE_LIMIT | ''",
        "NODENS_FORWARD | hedge=off servfail=on truncated=off reread=5s families=node",
        "NODENS_FORWARD | ''",
        "NODENS_LOOPS | 2",
      })
  void takesWhatTheServerTakes(String name, String value) {
    assertThat(SettingsChecks.problems(Map.of(name, value))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NODENS_RATE_LIMIT | rat=500 | spec.settings.NODENS_RATE_LIMIT: \"rat=500\" is none of rate=, burst=, sources= and answer=",
        "NODENS_RATE_LIMIT | rate=0 | spec.settings.NODENS_RATE_LIMIT: \"rate=0\" needs a number from 1 to 1000000",
        "NODENS_RATE_LIMIT | burst=10 | spec.settings.NODENS_RATE_LIMIT: \"burst=10\" needs rate=, the queries that one source may send each second",
        "NODENS_RATE_LIMIT | rate=5 answer=no | spec.settings.NODENS_RATE_LIMIT: \"answer=no\" is neither answer=refused nor answer=drop",
        "NODENS_FORWARD | hedge=maybe | spec.settings.NODENS_FORWARD: \"hedge=maybe\" is none of hedge=, servfail=, truncated= with on or off, reread= with off or a duration of 10ms or more, and families= with all or node",
        "NODENS_FORWARD | reread=1ms | spec.settings.NODENS_FORWARD: \"reread=1ms\" is none of hedge=, servfail=, truncated= with on or off, reread= with off or a duration of 10ms or more, and families= with all or node",
      })
  void refusesWhatKeepsTheServerFromStarting(String name, String value, String problem) {
    assertThat(SettingsChecks.problems(Map.of(name, value))).containsExactly(problem);
  }

  @Test
  void namesEveryProblem() {
    assertThat(
            SettingsChecks.problems(
                Map.of("NODENS_RATE_LIMIT", "rate=x", "NODENS_FORWARD", "reread=x")))
        .hasSize(2);
  }
}
