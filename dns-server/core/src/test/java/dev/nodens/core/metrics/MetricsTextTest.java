package dev.nodens.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTextTest {
  @Test
  void writesEveryKindSortedByNameAndLabels() {
    var registry = new MetricRegistry(1);
    registry.counters("b_total", "Counts \"b\"\nand more.", "zone").with("x\"y\\z").increment(0);
    registry.counters("b_total", "", "zone").with(".").add(0, 41);
    registry.gauges("a", "A.").with().set(0.25);
    registry.histograms("h_seconds", "H.", Buckets.SLIM_TIME, "to").with("u").observe(0, 2_000_000);
    registry.counterFrom("process_cpu_seconds_total", "CPU.", () -> 1.5);
    registry.gauges("unused", "Not shown without a metric.", "label");

    assertThat(MetricsText.of(registry))
        .isEqualTo(
            """
            # HELP a A.
            # TYPE a gauge
            a 0.25
            # HELP b_total Counts "b"\\nand more.
            # TYPE b_total counter
            b_total{zone="."} 41
            b_total{zone="x\\"y\\\\z"} 1
            # HELP h_seconds H.
            # TYPE h_seconds histogram
            h_seconds_bucket{to="u",le="0.00025"} 0
            h_seconds_bucket{to="u",le="0.0025"} 1
            h_seconds_bucket{to="u",le="0.025"} 1
            h_seconds_bucket{to="u",le="0.25"} 1
            h_seconds_bucket{to="u",le="2.5"} 1
            h_seconds_bucket{to="u",le="+Inf"} 1
            h_seconds_sum{to="u"} 0.002
            h_seconds_count{to="u"} 1
            # HELP process_cpu_seconds_total CPU.
            # TYPE process_cpu_seconds_total counter
            process_cpu_seconds_total 1.5
            """);
  }
}
