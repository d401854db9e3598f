package dev.nodens.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Prints what a run measured, scenario by scenario, then the table of goals.
///
///     Report SAMPLES TEXT JSON MACHINE
///
/// TEXT is a file that gets what is printed, JSON one that gets machine, goals and samples. Exit code 1 when a figure
/// misses what it must reach, or when Nodens gave a wrong answer.
final class Report {
  private static final String START = "start_ms";
  private static final String UPDATE_CPU = "update_cpu_us";
  private static final String PROPAGATION_P50 = "propagation_p50_ms";

  private final Measurements run;
  private final StringBuilder text = new StringBuilder();

  Report(Measurements run) {
    this.run = run;
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 4) {
      throw new IllegalArgumentException("usage: Report SAMPLES TEXT JSON MACHINE");
    }
    Path samples = Path.of(arguments[0]);
    Measurements run = new Measurements(Sample.read(samples));
    String machine = arguments[3];
    String text = new Report(run).text(machine);
    Files.writeString(Path.of(arguments[1]), text);
    Files.writeString(Path.of(arguments[2]), json(run, machine, Files.readAllLines(samples)));
    System.out.print(text);
    boolean missed = Goals.ALL.stream().anyMatch(g -> g.verdict(run) == Goal.Verdict.MISSED);
    System.exit(missed || run.wrongAnswers(Goal.SUBJECT) > 0 ? 1 : 0);
  }

  String text(String machine) {
    line(machine);
    run.scenarios().forEach(this::scenario);
    goals();
    return text.toString();
  }

  private void scenario(String scenario) {
    List<Sample> samples = run.samples(scenario);
    if (scenario.equals(Goals.ALLOCATION)) {
      allocations();
      return;
    }
    long disturbed = samples.stream().filter(Sample::isDisturbed).count();
    line("");
    line(
        String.format(
            Locale.ROOT,
            "%s: medians; %d of %d measurements disturbed after repetition (others used more than 10 %% of a core)",
            scenario,
            disturbed,
            samples.size()));
    if (samples.stream().anyMatch(sample -> sample.has(START))) {
      starts(scenario);
    } else if (samples.stream().anyMatch(sample -> sample.has(PROPAGATION_P50))) {
      propagations(scenario);
    } else if (samples.stream().anyMatch(sample -> sample.has(UPDATE_CPU))) {
      churns(scenario);
    } else if (samples.stream().anyMatch(sample -> sample.has(Sample.SCALING))) {
      scaling(scenario);
    } else {
      loads(scenario);
    }
  }

  private void allocations() {
    line("allocation: bytes for each answer, the whole chain without sockets");
    for (String answer : List.of("cluster", "missing", "cached", "missed")) {
      line(
          String.format(
              Locale.ROOT,
              "  %-10s %s",
              answer,
              median(Goals.ALLOCATION, Goal.SUBJECT, answer + "_bytes", "%.4f")));
    }
  }

  private void scaling(String scenario) {
    for (String server : run.servers(scenario)) {
      line(
          String.format(
              Locale.ROOT,
              "  %-10s two event loops answer x %s of one, %s answers a second; two servers that share nothing x %s, plain arithmetic x %s",
              server,
              median(scenario, server, Sample.SCALING, "%.2f"),
              median(scenario, server, "answers_per_second", "%,.0f"),
              median(scenario, server, "apart", "%.2f"),
              median(scenario, server, "machine_scaling", "%.2f")));
    }
  }

  private void starts(String scenario) {
    for (String server : run.servers(scenario)) {
      line(
          String.format(
              Locale.ROOT,
              "  %-10s %6s ms to the first right answer, RSS then %s MB; Nodens to it %s",
              server,
              median(scenario, server, START, "%.0f"),
              median(scenario, server, Sample.RSS_MB, "%.0f"),
              ratio(scenario, server, START)));
    }
  }

  private void propagations(String scenario) {
    for (String server : run.servers(scenario)) {
      line(
          String.format(
              Locale.ROOT,
              "  %-10s p50 %s ms, p99 %s ms; p50 of Nodens to it %s",
              server,
              median(scenario, server, PROPAGATION_P50, "%.2f"),
              median(scenario, server, "propagation_p99_ms", "%.2f"),
              ratio(scenario, server, PROPAGATION_P50)));
    }
  }

  private void churns(String scenario) {
    for (String server : run.servers(scenario)) {
      line(
          String.format(
              Locale.ROOT,
              "  %-10s %s updates a second: %s us CPU each (Nodens to it %s), %s us of the API server; stale for p50 %s ms, p99 %s ms; RSS %s MB",
              server,
              median(scenario, server, "updates_per_second", "%.0f"),
              median(scenario, server, UPDATE_CPU, "%.0f"),
              ratio(scenario, server, UPDATE_CPU),
              median(scenario, server, "update_api_cpu_us", "%.0f"),
              median(scenario, server, "stale_p50_ms", "%.1f"),
              median(scenario, server, "stale_p99_ms", "%.1f"),
              median(scenario, server, Sample.RSS_MB, "%.0f")));
      line(
          String.format(
              Locale.ROOT,
              "  %-10s one list of everything: %s bytes as JSON, %s ms CPU of the API server; one event: %s bytes",
              "",
              median(scenario, server, "list_bytes", "%,.0f"),
              median(scenario, server, "list_api_cpu_ms", "%.0f"),
              median(scenario, server, "event_bytes", "%,.0f")));
    }
  }

  private void loads(String scenario) {
    row(
        "server",
        "QPS",
        "us CPU",
        "p50 us",
        "p99 us",
        "RSS MB",
        "lost",
        "wrong",
        "QPS of Nodens to it",
        "CPU of Nodens to it");
    run.servers(scenario).forEach(server -> server(scenario, server));
  }

  private void server(String scenario, String server) {
    row(
        server,
        median(scenario, server, "qps", "%,.0f"),
        median(scenario, server, "cpu_us", "%.2f"),
        median(scenario, server, "p50_us", "%,.0f"),
        median(scenario, server, "p99_us", "%,.0f"),
        median(scenario, server, Sample.RSS_MB, "%.0f"),
        median(scenario, server, "lost", "%.0f"),
        median(scenario, server, Sample.WRONG, "%.0f"),
        ratio(scenario, server, "qps"),
        ratio(scenario, server, "cpu_us"));
  }

  private String median(String scenario, String server, String key, String format) {
    return run.spread(scenario, server, key)
        .map(spread -> String.format(Locale.ROOT, format, spread.median()))
        .orElse("-");
  }

  private String ratio(String scenario, String server, String key) {
    Optional<Spread> ratio =
        server.equals(Goal.SUBJECT)
            ? Optional.empty()
            : run.ratio(scenario, Goal.SUBJECT, server, key);
    return ratio.map(Spread::text).orElse("-");
  }

  private void goals() {
    line("");
    line(
        String.format(
            Locale.ROOT,
            "%-26s %-16s %-20s %22s %7s %7s  %s",
            "figure of Nodens",
            "scenario",
            "against",
            "measured",
            "must",
            "aim",
            "verdict"));
    for (Goal goal : Goals.ALL) {
      line(
          String.format(
              Locale.ROOT,
              "%-26s %-16s %-20s %22s %7s %7s  %s",
              goal.figure(),
              goal.scenario(),
              goal.rivals().isEmpty() ? "-" : String.join(", ", goal.rivals()),
              goal.in(run).map(Spread::text).orElse("-"),
              bound(goal, goal.must()),
              bound(goal, goal.aim()),
              word(goal.verdict(run)) + doubt(goal)));
    }
  }

  private String doubt(Goal goal) {
    return run.isMostlyDisturbed(goal.scenario()) ? ", but disturbed" : "";
  }

  private static String bound(Goal goal, double value) {
    String sign = goal.direction() == Goal.Direction.MORE ? ">" : "<";
    return sign + String.format(Locale.ROOT, value >= 20 ? "%.0f" : "%.2f", value);
  }

  private static String word(Goal.Verdict verdict) {
    return switch (verdict) {
      case AIM_REACHED -> "aim reached";
      case MET -> "met";
      case MISSED -> "MISSED";
      case NOT_MEASURED -> "not measured";
    };
  }

  static String json(Measurements run, String machine, List<String> samples) {
    String goals =
        Goals.ALL.stream().map(goal -> json(run, goal)).collect(Collectors.joining(",\n  "));
    return "{\"machine\":\"%s\",\n\"goals\":[\n  %s],\n\"samples\":[\n  %s]}\n"
        .formatted(
            machine.replace("\\", "\\\\").replace("\"", "\\\""),
            goals,
            String.join(",\n  ", samples));
  }

  private static String json(Measurements run, Goal goal) {
    String measured =
        goal.in(run)
            .map(spread ->
                String.format(
                    Locale.ROOT,
                    "\"median\":%.4f,\"least\":%.4f,\"greatest\":%.4f,\"rounds\":%d,",
                    spread.median(),
                    spread.least(),
                    spread.greatest(),
                    spread.rounds()))
            .orElse("");
    return String.format(
        Locale.ROOT,
        "{\"figure\":\"%s\",\"scenario\":\"%s\",\"against\":\"%s\",%s\"must\":%.4f,\"aim\":%.4f,\"verdict\":\"%s\"}",
        goal.figure(),
        goal.scenario(),
        String.join(" ", goal.rivals()),
        measured,
        goal.must(),
        goal.aim(),
        word(goal.verdict(run)));
  }

  private void row(Object... columns) {
    line(String.format(Locale.ROOT, "  %-10s %10s %8s %9s %9s %8s %6s %6s %23s %23s", columns));
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
