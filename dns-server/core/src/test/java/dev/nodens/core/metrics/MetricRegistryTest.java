package dev.nodens.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MetricRegistryTest {
  private final MetricRegistry registry = new MetricRegistry(2);

  @Test
  void sumsTheCellsOfAllLoopsAndThreads() {
    Counter counter = registry.counters("a_total", "A.", "zone").with(".");

    counter.increment(0);
    counter.increment(1);
    counter.add(1, 5);
    counter.addShared(10);

    assertThat(counter.value()).isEqualTo(17);
  }

  @Test
  void givesTheSameMetricForTheSameLabels() {
    Family<Counter> family = registry.counters("a_total", "A.", "zone");

    assertThat(family.with("x")).isSameAs(registry.counters("a_total", "A.", "zone").with("x"));
    assertThat(family.with("x")).isNotSameAs(family.with("y"));
  }

  @Test
  void refusesOtherLabelsForAnExistingName() {
    registry.counters("a_total", "A.", "zone");

    assertThatThrownBy(() -> registry.counters("a_total", "A.", "server"))
        .hasMessageContaining("a_total exists with the labels [zone]");
    assertThatThrownBy(() -> registry.counters("a_total", "A.", "zone").with())
        .hasMessageContaining("a_total has the labels [zone]");
  }

  @Test
  void countsAnObservationInTheFirstBucketThatHoldsIt() {
    Histogram histogram = registry.histograms("t_seconds", "T.", Buckets.TIME).with();

    histogram.observe(0, 250_000);
    histogram.observe(1, 250_001);
    histogram.observeShared(100_000_000_000L);

    assertThat(histogram.counts()[0]).isEqualTo(1);
    assertThat(histogram.counts()[1]).isEqualTo(1);
    assertThat(histogram.counts()[16]).isEqualTo(1);
    assertThat(histogram.sum()).isCloseTo(100.000500001, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(histogram.bounds()[15]).isEqualTo(8.192);
  }

  @Test
  void metricsWithoutLabelsExistFromTheStart() {
    registry.counters("panics_total", "P.");

    assertThat(registry.families().getFirst().metrics()).hasSize(1);
  }
}
