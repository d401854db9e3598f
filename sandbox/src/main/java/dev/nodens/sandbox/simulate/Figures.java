package dev.nodens.sandbox.simulate;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What was measured, phase by phase.
final class Figures {
  /// What the chart promises.
  private static final long MOST_MEBIBYTES = 256;

  private static final double MOST_IDLE_CORES = 0.1;
  private static final double HOUR = 3600;

  private final MeasuredOperator operator;
  private final ApiTally tally;
  private final List<Row> rows = new ArrayList<>();

  private record Row(
      String name, double seconds, double cpuSeconds, long rss, Map<String, Long> calls) {
    double cores() {
      return cpuSeconds / seconds;
    }

    long total() {
      return calls.values().stream().mapToLong(count -> count).sum();
    }

    long writes() {
      return calls.entrySet().stream()
          .filter(call -> call.getKey().matches("(create|update|patch|delete) .*"))
          .mapToLong(Map.Entry::getValue)
          .sum();
    }
  }

  Figures(MeasuredOperator operator, ApiTally tally) {
    this.operator = operator;
    this.tally = tally;
  }

  /// Runs and measures one phase.
  void phase(String name, Runnable work) throws IOException {
    Map<String, Long> before = tally.snapshot();
    Duration cpu = operator.cpu();
    long start = System.nanoTime();
    work.run();
    add(name, start, cpu, before);
  }

  /// Watches the operator do nothing.
  ///
  /// @return cores that it used
  double idle(String name, int seconds) throws IOException, InterruptedException {
    Map<String, Long> before = tally.snapshot();
    Duration cpu = operator.cpu();
    long start = System.nanoTime();
    TimeUnit.SECONDS.sleep(seconds);
    add(name, start, cpu, before);
    return rows.getLast().cores();
  }

  private void add(String name, long start, Duration cpu, Map<String, Long> before)
      throws IOException {
    double seconds = (System.nanoTime() - start) / 1e9;
    double used = operator.cpu().minus(cpu).toMillis() / 1000.0;
    rows.add(new Row(name, seconds, used, operator.rssMebibytes(), tally.since(before)));
    Row row = rows.getLast();
    Simulate.say(
        String.format(
            Locale.ROOT,
            "%-32s %7.1f s  %5.2f cores  %4d MiB  %5d API calls, %d of them writes",
            row.name(),
            row.seconds(),
            row.cores(),
            row.rss(),
            row.total(),
            row.writes()));
  }

  /// Prints the API calls of every phase; those of idle ones per hour.
  void print() throws IOException {
    Simulate.say("peak of resident memory: " + operator.peakMebibytes() + " MiB");
    for (Row row : rows) {
      boolean idle = row.name().startsWith("idle");
      double factor = idle ? HOUR / row.seconds() : 1;
      Simulate.say("API calls" + (idle ? " per hour: " : ": ") + row.name());
      row.calls()
          .forEach((call, count) ->
              Simulate.say(String.format(Locale.ROOT, "  %-44s %6.0f", call, count * factor)));
    }
  }

  /// 0 when memory and idle processor time are within their limits, else 1.
  int verdict(double idleCores) throws IOException {
    long peak = operator.peakMebibytes();
    boolean well = peak < MOST_MEBIBYTES && idleCores < MOST_IDLE_CORES;
    Simulate.say(
        String.format(
            Locale.ROOT,
            "%s: peak %d MiB (limit %d), idle %.3f cores (limit %.1f)",
            well ? "passed" : "FAILED",
            peak,
            MOST_MEBIBYTES,
            idleCores,
            MOST_IDLE_CORES));
    return well ? 0 : 1;
  }
}
