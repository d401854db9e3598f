package dev.nodens.e2e.differential;

import dev.nodens.verify.ask.PairClient;
import dev.nodens.verify.ask.Question;
import dev.nodens.verify.compare.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Type;

/// The `/metrics` pages of both servers after the same questions: families, types, labels, series,
/// buckets, and the values that the questions determine.
///
/// Aspects: `family:-` (missing here), `family:+`, `type:A>B`, `labels:A>B`, `series:-{...}`,
/// `series:+{...}`, `buckets`, `value{...}:A>B`.
final class MetricsRun {
  private static final String SCENARIO = "metrics";
  private static final int PATIENCE_MILLIS = 1_500;

  /// Their values depend on time, on the machine or on the build.
  private static final Set<String> UNDETERMINED =
      Set.of(
          "coredns_build_info",
          "coredns_health_request_duration_seconds",
          "coredns_hosts_reload_timestamp_seconds",
          "coredns_kubernetes_dns_programming_duration_seconds",
          "coredns_kubernetes_rest_client_rate_limiter_duration_seconds",
          "coredns_kubernetes_rest_client_request_duration_seconds",
          "coredns_kubernetes_rest_client_requests_total",
          "coredns_reload_version_info");

  private final Surroundings surroundings;
  private final Findings findings;
  private int series;
  private int values;

  MetricsRun(Surroundings surroundings, Findings findings) {
    this.surroundings = surroundings;
    this.findings = findings;
  }

  void run() throws IOException {
    String corefile =
        Files.readString(surroundings.root().resolve("e2e/differential/metrics.corefile"));
    try (Servers servers = surroundings.servers(SCENARIO, corefile)) {
      DnsProcess theirs = servers.theirs();
      DnsProcess ours = servers.ours();
      // What waiting for the servers counted is not the same for both.
      MetricsPage theirStart = MetricsPage.fetch(theirs.metricsPort(), theirs.port());
      MetricsPage ourStart = MetricsPage.fetch(ours.metricsPort(), ours.port());
      List<Question> questions = questions();
      try (var client = new PairClient(theirs.port(), ours.port(), PATIENCE_MILLIS)) {
        for (Question question : questions) {
          client.ask(question);
        }
      }
      MetricsPage their = MetricsPage.fetch(theirs.metricsPort(), theirs.port());
      MetricsPage our = MetricsPage.fetch(ours.metricsPort(), ours.port());
      compare(theirStart, ourStart, their, our);
      System.out.printf(
          "  %-22s %5d questions, then %d and %d families, %d series, %d values compared%n",
          SCENARIO,
          questions.size(),
          their.families().size(),
          our.families().size(),
          series,
          values);
    }
  }

  private void compare(
      MetricsPage theirStart, MetricsPage ourStart, MetricsPage their, MetricsPage our) {
    Set<String> names = new TreeSet<>(their.families().keySet());
    names.addAll(our.families().keySet());
    for (String name : names) {
      SortedSet<String> aspects = new TreeSet<>();
      MetricsPage.Family theirs = their.families().get(name);
      MetricsPage.Family ours = our.families().get(name);
      if (theirs == null || ours == null) {
        aspects.add(ours == null ? "family:-" : "family:+");
      } else {
        compare(theirs, ours, aspects);
        if (!UNDETERMINED.contains(name) && name.startsWith("coredns_")) {
          compareValues(
              changes(theirStart.families().get(name), theirs),
              changes(ourStart.families().get(name), ours),
              aspects);
        }
      }
      if (!aspects.isEmpty()) {
        findings.add(SCENARIO, "page." + name, "-", aspects, name + " " + aspects);
      }
    }
  }

  private void compare(
      MetricsPage.Family theirs, MetricsPage.Family ours, SortedSet<String> aspects) {
    if (!theirs.type().equals(ours.type())) {
      aspects.add("type:" + theirs.type() + ">" + ours.type());
    }
    if (!theirs.keys().equals(ours.keys())) {
      aspects.add("labels:" + text(theirs.keys()) + ">" + text(ours.keys()));
      return;
    }
    if (!theirs.bounds().equals(ours.bounds())) {
      aspects.add("buckets");
    }
    for (String key : theirs.values().keySet()) {
      series++;
      if (!ours.values().containsKey(key)) {
        aspects.add("series:-" + key);
      }
    }
    for (String key : ours.values().keySet()) {
      if (!theirs.values().containsKey(key)) {
        aspects.add("series:+" + key);
      }
    }
  }

  private static String text(Set<String> keys) {
    return String.join(",", keys);
  }

  private static Map<String, Double> changes(
      MetricsPage.@Nullable Family start, MetricsPage.Family end) {
    if (end.type().equals("gauge") || start == null) {
      return end.values();
    }
    var changes = new TreeMap<String, Double>();
    end.values()
        .forEach((key, value) -> changes.put(key, value - start.values().getOrDefault(key, 0.0)));
    return changes;
  }

  /// Sums of times are no matter of the questions; counts and octets are.
  private void compareValues(
      Map<String, Double> theirs, Map<String, Double> ours, SortedSet<String> aspects) {
    theirs.forEach((key, value) -> {
      Double other = ours.get(key);
      boolean time = key.startsWith("_sum") && value != Math.rint(value);
      if (other != null && !time) {
        values++;
        if (!other.equals(value)) {
          aspects.add("value" + key + ":" + number(value) + ">" + number(other));
        }
      }
    });
  }

  private static String number(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  private static List<Question> questions() {
    var questions = new ArrayList<Question>();
    for (String name : List.of("n1.a1.up.test.", "n2.a3.up.test.", "n1.nx.up.test.")) {
      // A miss, then hits.
      add(questions, name, Type.A, 3);
      add(questions, name, Type.AAAA, 2);
    }
    add(questions, "n1.servfail.up.test.", Type.A, 2);
    add(questions, "n1.nodata.up.test.", Type.MX, 2);
    add(questions, "n1.a1.up.test.", Type.SPF, 1);
    add(questions, "n1.a1.up.test.", Type.NAPTR, 1);
    add(questions, "kubernetes.default.svc.cluster.local.", Type.A, 3);
    add(questions, "kubernetes.default.svc.cluster.local.", Type.HTTPS, 1);
    add(questions, "no-such-name.cluster.local.", Type.A, 2);
    add(questions, "cluster.local.", Type.SOA, 1);
    add(questions, "1.0.96.10.in-addr.arpa.", Type.PTR, 2);
    add(questions, "a.hosts.test.", Type.A, 2);
    add(questions, "a.hosts.test.", Type.AAAA, 1);
    add(questions, "a.hosts.test.", Type.MX, 2);
    add(questions, "a.hosts.test.", Type.TXT, 1);
    add(questions, "a.hosts.test.", Type.HINFO, 1);
    add(questions, "none.hosts.test.", Type.A, 1);
    add(questions, "x.template.test.", Type.A, 2);
    add(questions, "x.template.test.", Type.AAAA, 1);
    add(questions, "n1.a1.translated.test.", Type.AAAA, 1);
    add(questions, "n1.a1.translated.test.", Type.A, 1);
    add(questions, "localhost.", Type.A, 1);
    add(questions, "x.localhost.", Type.A, 1);
    var varied = new ArrayList<Question>();
    for (int i = 0; i < questions.size(); i++) {
      varied.add(questions.get(i));
      if (i % 5 == 0) {
        varied.add(questions.get(i).overTcp());
      }
      if (i % 7 == 0) {
        varied.add(questions.get(i).withEdns(new Question.Edns(1232, 0, true, List.of())));
      }
      if (i % 11 == 0) {
        varied.add(questions.get(i).withClass(DClass.CH));
        varied.add(questions.get(i).withOpcode(4));
      }
    }
    return varied;
  }

  private static void add(List<Question> questions, String name, int type, int times) {
    for (int i = 0; i < times; i++) {
      questions.add(Question.of(SCENARIO, name, type));
    }
  }
}
