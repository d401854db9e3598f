package dev.nodens.plugin.prometheus;

import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.core.metrics.Histogram;
import dev.nodens.core.metrics.MetricRegistry;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The names under which CoreDNS told of upstreams up to 1.11, made of today's when the page is
/// asked for: dashboards and alerts that still use them go on working.
final class LegacyNames {
  private static final String FORWARD = "forward";
  private static final String DURATION = "coredns_proxy_request_duration_seconds";
  private static final String FAILURES = "coredns_proxy_healthcheck_failures_total";

  private LegacyNames() {}

  /// The lines for `registry`, to be appended to its page.
  static String of(MetricRegistry registry) {
    var text = new StringBuilder();
    for (Family<?> family : registry.families()) {
      if (family.name().equals(DURATION)) {
        replies(family, text);
      } else if (family.name().equals(FAILURES)) {
        failures(family, text);
      }
    }
    return text.toString();
  }

  /// Labels of the family: proxy_name, to, rcode.
  private static void replies(Family<?> family, StringBuilder text) {
    Map<String, Long> requests = new TreeMap<>();
    List<String> responses = new ArrayList<>();
    List<String> durations = new ArrayList<>();
    for (Map.Entry<List<String>, ?> entry : sorted(family).entrySet()) {
      List<String> labels = entry.getKey();
      if (labels.getFirst().equals(FORWARD) && entry.getValue() instanceof Histogram histogram) {
        String to = "to=\"" + labels.get(1) + "\"";
        String both = to + ",rcode=\"" + labels.get(2) + "\"";
        long count = Arrays.stream(histogram.counts()).sum();
        requests.merge(to, count, Long::sum);
        responses.add("coredns_forward_responses_total{" + both + "} " + count);
        buckets(histogram, both, durations);
      }
    }
    type(text, "coredns_forward_requests_total", "counter", requests.isEmpty());
    requests.forEach(
        (to, count) -> line(text, "coredns_forward_requests_total{" + to + "} " + count));
    type(text, "coredns_forward_responses_total", "counter", requests.isEmpty());
    responses.forEach(response -> line(text, response));
    type(text, "coredns_forward_request_duration_seconds", "histogram", requests.isEmpty());
    durations.forEach(duration -> line(text, duration));
  }

  private static Map<List<String>, Object> sorted(Family<?> family) {
    Map<List<String>, Object> sorted =
        new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    sorted.putAll(family.metrics());
    return sorted;
  }

  private static void buckets(Histogram histogram, String labels, List<String> lines) {
    String name = "coredns_forward_request_duration_seconds";
    double[] bounds = histogram.bounds();
    long[] counts = histogram.counts();
    long total = 0;
    for (int i = 0; i < counts.length; i++) {
      total += counts[i];
      String bound = i < bounds.length ? plain(bounds[i]) : "+Inf";
      lines.add(name + "_bucket{" + labels + ",le=\"" + bound + "\"} " + total);
    }
    lines.add(name + "_sum{" + labels + "} " + histogram.sum());
    lines.add(name + "_count{" + labels + "} " + total);
  }

  private static String plain(double bound) {
    return new BigDecimal(Double.toString(bound)).stripTrailingZeros().toPlainString();
  }

  private static void failures(Family<?> family, StringBuilder text) {
    String name = "coredns_forward_healthcheck_failures_total";
    boolean first = true;
    for (Map.Entry<List<String>, ?> entry : sorted(family).entrySet()) {
      if (entry.getKey().getFirst().equals(FORWARD)
          && entry.getValue() instanceof Counter counter) {
        type(text, name, "counter", !first);
        first = false;
        line(text, name + "{to=\"" + entry.getKey().get(1) + "\"} " + counter.value());
      }
    }
  }

  private static void type(StringBuilder text, String name, String type, boolean leaveOut) {
    if (!leaveOut) {
      line(text, "# HELP " + name + " The name that CoreDNS used up to 1.11.");
      line(text, "# TYPE " + name + " " + type);
    }
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}
