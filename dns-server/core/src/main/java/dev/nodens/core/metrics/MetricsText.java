package dev.nodens.core.metrics;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The metrics page in Prometheus's text format 0.0.4. Written here because a client library would
/// cost each node's server megabytes and start-up time for these few rules.
public final class MetricsText {
  /// Media type of the page.
  public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final Comparator<List<String>> BY_VALUES =
      Comparator.comparing(values -> String.join("\0", values));

  private final StringBuilder text = new StringBuilder(16 * 1024);

  private MetricsText() {}

  /// All families of `registry` by name, all metrics of a family by label values.
  public static String of(MetricRegistry registry) {
    var page = new MetricsText();
    registry.families().forEach(page::family);
    return page.text.toString();
  }

  private void family(Family<?> family) {
    Map<List<String>, ?> metrics = family.metrics();
    if (metrics.isEmpty()) {
      return;
    }
    String kind = family.kind().name().toLowerCase(Locale.ROOT);
    text.append("# HELP ").append(family.name()).append(' ');
    escape(family.help(), false);
    text.append("\n# TYPE ").append(family.name()).append(' ').append(kind).append('\n');
    metrics.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(BY_VALUES))
        .forEach(entry -> metric(family, entry.getKey(), entry.getValue()));
  }

  private void metric(Family<?> family, List<String> values, Object metric) {
    switch (metric) {
      case Counter counter -> sample(family, "", values, "", (double) counter.value());
      case Gauge gauge -> sample(family, "", values, "", gauge.value());
      case Histogram histogram -> histogram(family, values, histogram);
      default -> throw new IllegalStateException("no such kind of metric: " + metric.getClass());
    }
  }

  private void histogram(Family<?> family, List<String> values, Histogram histogram) {
    double[] bounds = histogram.bounds();
    long[] counts = histogram.counts();
    double sum = histogram.sum();
    long total = 0;
    for (int i = 0; i < counts.length; i++) {
      total += counts[i];
      sample(
          family,
          "_bucket",
          values,
          i < bounds.length ? number(bounds[i]) : "+Inf",
          (double) total);
    }
    sample(family, "_sum", values, "", sum);
    sample(family, "_count", values, "", (double) total);
  }

  private void sample(
      Family<?> family, String suffix, List<String> values, String bound, double value) {
    text.append(family.name()).append(suffix);
    List<String> names = family.labelNames();
    if (!names.isEmpty() || !bound.isEmpty()) {
      text.append('{');
      for (int i = 0; i < names.size(); i++) {
        label(names.get(i), values.get(i), i > 0);
      }
      if (!bound.isEmpty()) {
        label("le", bound, !names.isEmpty());
      }
      text.append('}');
    }
    text.append(' ').append(number(value)).append('\n');
  }

  private void label(String name, String value, boolean comma) {
    if (comma) {
      text.append(',');
    }
    text.append(name).append("=\"");
    escape(value, true);
    text.append('"');
  }

  private void escape(String value, boolean quotes) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '"' -> text.append(quotes ? "\\\"" : "\"");
        default -> text.append(c);
      }
    }
  }

  /// As upstream prints bounds and values: whole numbers without a fraction, 0.00025 in full.
  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    return Math.abs(value) >= 1e-5 && Math.abs(value) < 1e15
        ? new BigDecimal(Double.toString(value)).toPlainString()
        : Double.toString(value);
  }
}
