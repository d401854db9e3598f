package dev.nodens.core.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/// The metric families of a process; they outlive reloads. Thread-safe.
public final class MetricRegistry {
  private final int loops;
  private final Map<String, Family<?>> families = new ConcurrentSkipListMap<>();

  /// A registry for a process with `loops` event loops.
  public MetricRegistry(int loops) {
    this.loops = loops;
  }

  /// The family of counters `name`. Without labels, its only counter exists from now on.
  public Family<Counter> counters(String name, String help, String... labels) {
    return family(name, help, labels, () -> new Counter(loops));
  }

  /// The family of gauges `name`.
  public Family<Gauge> gauges(String name, String help, String... labels) {
    return family(name, help, labels, Gauge::new);
  }

  /// The family of histograms `name`.
  public Family<Histogram> histograms(String name, String help, Buckets buckets, String... labels) {
    return family(
        name, help, labels, () -> new Histogram(loops, buckets.bounds(), buckets.scale()));
  }

  /// All families, by name.
  public List<Family<?>> families() {
    return List.copyOf(families.values());
  }

  @SuppressWarnings("unchecked")
  private <M> Family<M> family(String name, String help, String[] labels, Supplier<M> factory) {
    List<String> labelNames = List.of(labels);
    Family<?> family =
        families.computeIfAbsent(name, n -> new Family<>(n, help, labelNames, factory));
    if (!family.labelNames().equals(labelNames)) {
      throw new IllegalArgumentException(
          name + " exists with the labels " + family.labelNames() + ", not " + labelNames);
    }
    if (labels.length == 0) {
      family.with();
    }
    return (Family<M>) family;
  }
}
