package dev.nodens.core.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;
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
    return family(name, help, Family.Kind.COUNTER, labels, () -> new Counter(loops));
  }

  /// The family of gauges `name`.
  public Family<Gauge> gauges(String name, String help, String... labels) {
    return family(name, help, Family.Kind.GAUGE, labels, Gauge::new);
  }

  /// The family of histograms `name`.
  public Family<Histogram> histograms(String name, String help, Buckets buckets, String... labels) {
    return family(
        name,
        help,
        Family.Kind.HISTOGRAM,
        labels,
        () -> new Histogram(loops, buckets.bounds(), buckets.scale()));
  }

  /// A counter that somebody else keeps, such as the process's CPU time: read at each scrape.
  public void counterFrom(String name, String help, DoubleSupplier source) {
    family(name, help, Family.Kind.COUNTER, new String[0], Gauge::new).with().from(source);
  }

  /// A gauge that somebody else keeps: read at each scrape.
  public void gaugeFrom(String name, String help, DoubleSupplier source) {
    gauges(name, help).with().from(source);
  }

  /// All families, by name.
  public List<Family<?>> families() {
    return List.copyOf(families.values());
  }

  @SuppressWarnings("unchecked")
  private <M> Family<M> family(
      String name, String help, Family.Kind kind, String[] labels, Supplier<M> factory) {
    List<String> labelNames = List.of(labels);
    Family<?> family =
        families.computeIfAbsent(name, n -> new Family<>(n, help, kind, labelNames, factory));
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
