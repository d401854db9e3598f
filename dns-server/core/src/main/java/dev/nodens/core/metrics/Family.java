package dev.nodens.core.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// All metrics of one name, told apart by their label values.
///
/// @param <M> [Counter], [Gauge] or [Histogram]
public final class Family<M> {
  /// Types of metrics as Prometheus knows them.
  public enum Kind {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  private final String name;
  private final String help;
  private final Kind kind;
  private final List<String> labelNames;
  private final Supplier<M> factory;
  private final Map<List<String>, M> metrics = new ConcurrentHashMap<>();

  Family(String name, String help, Kind kind, List<String> labelNames, Supplier<M> factory) {
    this.name = name;
    this.help = help;
    this.kind = kind;
    this.labelNames = labelNames;
    this.factory = factory;
  }

  /// The metric with these label values, made at its first use. Look it up once, not per query.
  public M with(String... labelValues) {
    if (labelValues.length != labelNames.size()) {
      throw new IllegalArgumentException(
          name + " has the labels " + labelNames + ", not " + List.of(labelValues));
    }
    return metrics.computeIfAbsent(List.of(labelValues), values -> factory.get());
  }

  /// Forgets the metric with these label values.
  public void remove(String... labelValues) {
    metrics.remove(List.of(labelValues));
  }

  /// Full name, such as `coredns_dns_requests_total`.
  public String name() {
    return name;
  }

  /// One sentence for whoever reads the metrics page.
  public String help() {
    return help;
  }

  /// What scrapers are told about the numbers.
  public Kind kind() {
    return kind;
  }

  /// Label names, in the order of the values.
  public List<String> labelNames() {
    return labelNames;
  }

  /// The metrics that exist now, by label values.
  public Map<List<String>, M> metrics() {
    return Map.copyOf(metrics);
  }
}
