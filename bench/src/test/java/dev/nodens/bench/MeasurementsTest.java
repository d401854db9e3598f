package dev.nodens.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeasurementsTest {

  @Test
  void keepsTheLeastDisturbedRepetition() {
    Measurements run =
        new Measurements(
            List.of(
                sample("knot", 1, 100, 0.5),
                sample("knot", 1, 200, 0.2),
                sample("knot", 1, 300, 0.3)));

    assertThat(run.spread("load", "knot", "qps")).contains(new Spread(200, 200, 200, 1));
  }

  @Test
  void takesRatiosWithinARound() {
    Measurements run =
        new Measurements(
            List.of(
                sample("nodens", 1, 100, 0),
                sample("knot", 1, 50, 0),
                sample("nodens", 2, 30, 0),
                sample("knot", 2, 10, 0),
                sample("nodens", 3, 1000, 0)));

    assertThat(run.ratio("load", "nodens", "knot", "qps")).contains(new Spread(2.5, 2, 3, 2));
  }

  @Test
  void listsServersInTheOrderOfTheirFirstMeasurement() {
    Measurements run =
        new Measurements(
            List.of(sample("nsd", 1, 1, 0), sample("knot", 1, 1, 0), sample("nsd", 2, 1, 0)));

    assertThat(run.scenarios()).containsExactly("load");
    assertThat(run.servers("load")).containsExactly("nsd", "knot");
  }

  @Test
  void countsErrorCodesAndEmptyAnswersAsWrong() {
    Sample sample =
        Sample.parse(
            """
            {"scenario":"load","round":1,"server":"nodens","servfail":2,"empty":3,"nxdomain":7,"rss_kb":2048}\
            """);

    assertThat(sample.value(Sample.WRONG)).isEqualTo(5);
    assertThat(sample.value(Sample.RSS_MB)).isEqualTo(2);
    assertThat(sample.value("p50_us")).isNaN();
    assertThat(new Measurements(List.of(sample)).wrongAnswers("nodens")).isEqualTo(5);
  }

  @Test
  void doubtsAScenarioWhenMoreThanHalfWasDisturbed() {
    Sample quiet = sample("knot", 1, 1, 0.1);
    Sample disturbed = sample("knot", 2, 1, 0.2);

    assertThat(new Measurements(List.of(quiet, disturbed)).isMostlyDisturbed("load")).isFalse();
    assertThat(new Measurements(List.of(disturbed)).isMostlyDisturbed("load")).isTrue();
  }

  @Test
  void refusesALineWithoutServer() {
    assertThatThrownBy(() -> Sample.parse("{\"scenario\":\"load\",\"round\":1}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no scenario, server and round in sample: {\"scenario\"");
  }

  @Test
  void medianOfAnEvenNumberIsBetweenTheMiddleTwo() {
    assertThat(Spread.of(4, 1, 3, 2)).isEqualTo(new Spread(2.5, 1, 4, 4));
    assertThat(Spread.of(4, 1, 3, 2).text()).isEqualTo("2.50 [1.00-4.00]");
  }

  private static Sample sample(String server, int round, double qps, double disturbance) {
    return Sample.parse(
        "{\"scenario\":\"load\",\"round\":%d,\"server\":\"%s\",\"qps\":%s,\"others_busy\":%s}"
            .formatted(round, server, qps, disturbance));
  }
}
