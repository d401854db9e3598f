package dev.nodens.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoalTest {
  private static final Goal FASTER =
      new Goal("QPS", "load", "qps", List.of("rival"), Goal.Direction.MORE, 2, 4);
  private static final Goal NOT_SLOWER_THAN_THE_BEST =
      new Goal("p99", "load", "p99_us", List.of("rival", "other"), Goal.Direction.LESS, 1.1, 1);

  @ParameterizedTest
  @CsvSource({"390,MISSED", "400,MET", "790,MET", "800,AIM_REACHED"})
  void judgesTheRatioToTheRival(double qps, Goal.Verdict verdict) {
    Measurements run = new Measurements(List.of(qps(1, "nodens", qps), qps(1, "rival", 200)));

    assertThat(FASTER.verdict(run)).isEqualTo(verdict);
  }

  @Test
  void isNotMeasuredWithoutTheRival() {
    Measurements run = new Measurements(List.of(qps(1, "nodens", 400)));

    assertThat(FASTER.verdict(run)).isEqualTo(Goal.Verdict.NOT_MEASURED);
  }

  @Test
  void comparesWithTheBestRivalOfEachRound() {
    Measurements run =
        new Measurements(
            List.of(
                p99(1, "nodens", 120),
                p99(1, "rival", 100),
                p99(1, "other", 300),
                p99(2, "nodens", 120),
                p99(2, "rival", 900),
                p99(2, "other", 60)));

    assertThat(NOT_SLOWER_THAN_THE_BEST.in(run)).contains(new Spread(1.6, 1.2, 2.0, 2));
  }

  @Test
  void isSetForScenariosThatExist() {
    Path scenarios = Path.of(System.getProperty("nodens.root"), "bench", "scenarios");

    assertThat(Goals.ALL)
        .filteredOn(goal -> !goal.scenario().equals(Goals.ALLOCATION))
        .allSatisfy(goal -> assertThat(scenarios.resolve(goal.scenario() + ".sh")).exists());
  }

  @Test
  void aimsHigherThanItMust() {
    assertThat(Goals.ALL)
        .allSatisfy(goal -> {
          boolean more = goal.direction() == Goal.Direction.MORE;
          assertThat(more ? goal.aim() - goal.must() : goal.must() - goal.aim()).isPositive();
        });
  }

  private static Sample qps(int round, String server, double qps) {
    return new Sample("load", round, server, Map.of("qps", qps));
  }

  private static Sample p99(int round, String server, double p99) {
    return new Sample("load", round, server, Map.of("p99_us", p99));
  }
}
