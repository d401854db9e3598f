package dev.nodens.bench;

import static dev.nodens.bench.Goal.Direction.LESS;
import static dev.nodens.bench.Goal.Direction.MORE;

import java.util.List;

/// The table of what Nodens must reach, in the order in which it is printed.
final class Goals {
  private static final String QPS = "qps";
  private static final String CPU = "cpu_us";
  private static final List<String> COREDNS = List.of("coredns");
  private static final String START = "start_ms";

  /// Measured before all scenarios, by AllocationCheck.
  static final String ALLOCATION = "allocation";

  /// All rows.
  static final List<Goal> ALL =
      List.of(
          throughput("saturated", "coredns", 8, 10.5),
          throughput("saturated", "knot", 0.95, 1.15),
          throughput("saturated", "nsd", 0.95, 1.15),
          throughput("saturated", "floor", 0.80, 0.95),
          cpu("rate-5000", "coredns", 1 / 3.5, 1 / 5.0),
          cpu("rate-20000", "coredns", 1 / 2.5, 1 / 3.2),
          cpu("rate-5000", "knot", 1.0, 0.75),
          cpu("rate-20000", "knot", 0.95, 0.8),
          throughput("external-cached", "coredns", 5, 7),
          throughput("external-cached", "unbound", 1.1, 1.3),
          throughput("external-cached", "dnsdist", 1.1, 1.3),
          throughput("external-missed", "coredns", 3, 5),
          throughput("external-missed", "unbound", 0.9, 1.1),
          throughput("external-missed", "dnsdist", 0.9, 1.1),
          cpu("tcp-pipelined", "knot", 0.75, 0.6),
          latency("p50", "p50_us"),
          latency("p99", "p99_us"),
          new Goal("RSS, MB", "saturated", Sample.RSS_MB, List.of(), LESS, 80, 62),
          new Goal("RSS, MB", "large-world", Sample.RSS_MB, List.of(), LESS, 120, 85),
          new Goal("peak RSS to RSS", "large-world", Sample.PEAK, List.of(), LESS, 1.15, 1.05),
          allocation("cluster", 0.02, 0.01),
          allocation("missing", 0.02, 0.01),
          allocation("cached", 0.02, 0.01),
          allocation("missed", 64, 0.01),
          new Goal("1 to 2 cores", "scaling", Sample.SCALING, List.of(), MORE, 1.8, 1.95),
          new Goal("propagation p50", "propagation", "propagation_p50_ms", COREDNS, LESS, 1.0, 0.7),
          new Goal("propagation p99", "propagation", "propagation_p99_ms", COREDNS, LESS, 1.0, 0.7),
          new Goal("start, ms", "start-500", START, List.of(), LESS, 500, 300),
          new Goal("start", "start-large", START, COREDNS, LESS, 1.2, 0.8));

  private Goals() {}

  private static Goal throughput(String scenario, String rival, double must, double aim) {
    return new Goal("QPS per core", scenario, QPS, List.of(rival), MORE, must, aim);
  }

  private static Goal cpu(String scenario, String rival, double must, double aim) {
    return new Goal("CPU per query", scenario, CPU, List.of(rival), LESS, must, aim);
  }

  /// Octets for each answer; the bounds of what must be nothing leave room for what happens once.
  private static Goal allocation(String answer, double must, double aim) {
    return new Goal(
        "bytes, " + answer + " name", ALLOCATION, answer + "_bytes", List.of(), LESS, must, aim);
  }

  private static Goal latency(String percentile, String key) {
    return new Goal(
        percentile, "rate-20000", key, List.of("knot", "nsd", "coredns"), LESS, 1.1, 1.0);
  }
}
