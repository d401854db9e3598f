package dev.nodens.e2e.differential;

import dev.nodens.verify.ask.Question;
import dev.nodens.verify.compare.Findings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.xbill.DNS.Type;

/// The same questions to two servers that trace them: the spans that a collector gets, where in
/// their trace they stand and what they tell.
final class TraceRun {
  private static final String SCENARIO = "trace";
  private static final String THEIRS = "coredns";
  private static final String OURS = "second";
  private static final Set<String> RENAMED = Set.of("old.up.test.", "new.a1.up.test.");
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int QUIET_MILLIS = 400;

  private static final String COREFILE =
      """
      (traced) {
        trace zipkin {$COLLECTOR} {
          zipkin_max_batch_interval 50ms
        }
        errors
      }
      up.test {
        bind 127.0.0.1
        bufsize 1232
        trace {$COLLECTOR} {
          service Front
          client_server
          zipkin_max_batch_interval 50ms
          zipkin_max_batch_size 20
        }
        prometheus {$METRICS}
        errors
        log
        loadbalance
        rewrite name exact old.up.test new.a1.up.test
        cache 30
        header {
          response set aa
        }
        minimal
        forward . {$UPSTREAM}
      }
      example.test {
        import traced
        file {$FILES}/zones/db.example.test
      }
      first.test {
        import traced
        acl {
          block type MX
        }
        hosts {
          192.0.2.1 a.first.test
          fallthrough
        }
        template IN A first.test {
          match ^b
          answer "{{ .Name }} 60 IN A 192.0.2.2"
          fallthrough
        }
        whoami
      }
      end.test {
        import traced
      }
      translated.test {
        import traced
        dns64 {
          allow_ipv4
        }
        template IN A {
          answer "{{ .Name }} 60 IN A 192.0.2.2"
        }
        template IN AAAA {
          rcode NOERROR
        }
      }
      third.test {
        trace {$COLLECTOR} {
          every 3
          zipkin_max_batch_interval 50ms
        }
        whoami
      }
      """;

  private final Surroundings surroundings;
  private final Findings findings;

  TraceRun(Surroundings surroundings, Findings findings) {
    this.surroundings = surroundings;
    this.findings = findings;
  }

  void run() throws IOException {
    long start = System.nanoTime();
    int spans = 0;
    try (var collector = new SpanCollector();
        var servers =
            Servers.start(
                () -> start(THEIRS, surroundings.coreDns(), collector),
                () -> start(OURS, surroundings.nodens(), collector))) {
      List<Question> questions = questions();
      for (Question question : questions) {
        ask(servers.theirs(), question);
        ask(servers.ours(), question);
      }
      spans = await(collector);
      Map<String, List<String>> their = collector.traces(THEIRS);
      Map<String, List<String>> our = collector.traces(OURS);
      Set<String> traced = new TreeSet<>(their.keySet());
      traced.addAll(our.keySet());
      for (String question : traced) {
        compare(
            question,
            their.getOrDefault(question, List.of()),
            our.getOrDefault(question, List.of()));
      }
    }
    System.out.printf(
        "  %-22s %5d spans, %.1f s%n", SCENARIO, spans, (System.nanoTime() - start) / 1e9);
    if (spans == 0) {
      findings.add(SCENARIO, "trace.spans", "A", Set.of("none"), "no spans came from CoreDNS");
    }
  }

  private DnsProcess start(String name, List<String> program, SpanCollector collector)
      throws IOException {
    Map<String, String> variables = new HashMap<>(surroundings.variables());
    variables.put("COLLECTOR", collector.url(name));
    return DnsProcess.start(surroundings.folder(SCENARIO), name, program, COREFILE, variables);
  }

  private static void ask(DnsProcess server, Question question) throws IOException {
    if (question.tcp()) {
      Raw.tcp(server, question.message(7), reply -> true);
    } else {
      Raw.udp(server, question.message(7));
    }
  }

  /// Returns when no more spans come; their number.
  private static int await(SpanCollector collector) throws IOException {
    long end = System.currentTimeMillis() + PATIENCE_MILLIS;
    int before = -1;
    int now = 0;
    while (System.currentTimeMillis() < end && (now != before || now == 0)) {
      before = now;
      try {
        Thread.sleep(QUIET_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
      now = count(collector, THEIRS) + count(collector, OURS);
    }
    return count(collector, THEIRS);
  }

  private static int count(SpanCollector collector, String server) {
    return collector.traces(server).values().stream().mapToInt(List::size).sum();
  }

  private void compare(String question, List<String> theirs, List<String> ours) {
    String name = question.split(" ")[0];
    var aspects = new TreeSet<String>();
    var missing = new ArrayList<>(theirs);
    ours.forEach(missing::remove);
    missing.forEach(span -> aspects.add("span:-" + span));
    var more = new ArrayList<>(ours);
    theirs.forEach(more::remove);
    more.forEach(span -> aspects.add("span:+" + span));
    if (!aspects.isEmpty()) {
      String shape = RENAMED.contains(name) ? "renamed" : "plain";
      String text =
          question
              + "\n  CoreDNS: "
              + String.join("\n           ", theirs)
              + "\n  here:    "
              + String.join("\n           ", ours);
      findings.add(SCENARIO, "trace." + shape, question.split(" ")[1], aspects, text);
    }
  }

  private static List<Question> questions() {
    var questions = new ArrayList<Question>();
    for (String name :
        List.of(
            "n1.a1.up.test.",
            "n1.a1.up.test.",
            "N2.A3.Up.Test.",
            "n3.nx.up.test.",
            "n4.servfail.up.test.",
            "n5.cname.up.test.",
            "www.example.test.",
            "alias.example.test.",
            "toup.example.test.",
            "tonx.example.test.",
            "nothing.example.test.",
            "x.sub.example.test.",
            "a.first.test.",
            "b.first.test.",
            "c.first.test.",
            "a.end.test.",
            "old.up.test.",
            "a.translated.test.",
            "a.third.test.",
            "b.third.test.",
            "c.third.test.",
            "d.third.test.")) {
      add(questions, name, Type.A);
    }
    questions.add(Question.of(SCENARIO, "n6.a20.up.test.", Type.A).overTcp());
    questions.add(Question.of(SCENARIO, "mail.example.test.", Type.A).overTcp());
    add(questions, "d.first.test.", Type.MX);
    add(questions, "e.first.test.", 65280);
    add(questions, "b.translated.test.", Type.AAAA);
    add(questions, "example.test.", Type.SOA);
    return questions;
  }

  private static void add(List<Question> questions, String name, int type) {
    questions.add(Question.of(SCENARIO, name, type));
  }
}
