package dev.nodens.plugin.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.Transport;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.plugin.Plugins;
import dev.nodens.plugin.trace.CollectorServer.Request;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/// What a collector on this machine gets.
@Timeout(60)
final class TraceTest {
  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
  private final TestPlatform platform = new TestPlatform();
  private final CollectorServer collector;

  TraceTest() throws IOException {
    collector = new CollectorServer();
  }

  @AfterEach
  void stop() {
    background.shutdownNow();
    collector.close();
  }

  private PluginTester start(String options, String plugins) {
    platform.blocking = background;
    String corefile =
        """
        . {
          trace %s {
            zipkin_max_batch_interval 20ms
            %s
          }
          %s
        }
        """
            .formatted(collector.hostPort(), options, plugins);
    return PluginTester.of(platform, corefile, Plugins.ORDER);
  }

  /// Names of the spans, each behind those that it is a part of.
  private static Map<String, Long> paths(List<String> spans) {
    Map<String, String> names =
        spans.stream()
            .collect(
                Collectors.toMap(
                    span -> CollectorServer.value(span, "id"),
                    span -> CollectorServer.value(span, "name")));
    Map<String, String> parents =
        spans.stream()
            .collect(
                Collectors.toMap(
                    span -> CollectorServer.value(span, "id"),
                    span -> CollectorServer.value(span, "parentId")));
    return names.keySet().stream()
        .collect(
            Collectors.groupingBy(
                id -> {
                  var path = new StringBuilder(names.getOrDefault(id, ""));
                  String above = parents.getOrDefault(id, "");
                  while (!above.isEmpty()) {
                    path.insert(0, names.getOrDefault(above, "?") + ">");
                    above = parents.getOrDefault(above, "");
                  }
                  return path.toString();
                },
                TreeMap::new,
                Collectors.counting()));
  }

  private static String first(List<String> spans) {
    return spans.stream()
        .filter(span -> CollectorServer.value(span, "parentId").isEmpty())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void sendsASpanForTheQueryAndOneForEachPluginBehind() throws Exception {
    PluginTester tester = start("service Resolver", "errors\nwhoami");

    tester.ask("WWW.example.org.", Type.A);
    Request request = collector.next();

    assertThat(request.line()).isEqualTo("POST /api/v2/spans");
    assertThat(request.type()).isEqualTo("application/json");
    assertThat(request.b3()).isEqualTo("0");
    List<String> spans = CollectorServer.objects(request.body());
    assertThat(paths(spans))
        .containsOnlyKeys("servedns", "servedns>errors", "servedns>errors>whoami");
    String span = first(spans);
    String id = CollectorServer.value(span, "id");
    assertThat(id).matches("[0-9a-f]{16}");
    assertThat(spans).allMatch(each -> CollectorServer.value(each, "traceId").equals(id));
    assertThat(span)
        .isEqualTo(
            """
            {"timestamp":1767225600000000,"duration":1,"traceId":"%1$s","id":"%1$s",\
            "name":"servedns","kind":"SERVER","localEndpoint":{"serviceName":"resolver"},\
            "tags":{"coredns.io/name":"www.example.org.","coredns.io/type":"A",\
            "coredns.io/proto":"udp","coredns.io/remote":"10.1.2.3","coredns.io/rcode":"NOERROR"}}\
            """
                .formatted(id));
  }

  @Test
  void saysWhyThereIsNoAnswer() throws Exception {
    PluginTester tester = start("", "bind 127.0.0.1\nerrors");

    tester.send(PluginTester.query("a.test.", Type.MX).toWire(), Transport.TCP);
    String span = first(collector.spans(2));

    assertThat(CollectorServer.value(span, "coredns.io/rcode")).isEqualTo("SERVFAIL");
    assertThat(CollectorServer.value(span, "coredns.io/proto")).isEqualTo("tcp");
    assertThat(CollectorServer.value(span, "error")).isEqualTo("true");
    assertThat(span)
        .contains(
            "\"value\":\"event:error\"",
            "\"value\":\"error.object:plugin/errors: no next plugin found\"",
            "{\"serviceName\":\"coredns\",\"ipv4\":\"127.0.0.1\",\"port\":53}");
  }

  @Test
  void tracesOneQueryOfSoMany() throws Exception {
    PluginTester tester = start("every 3", "whoami");

    for (int i = 1; i <= 6; i++) {
      tester.ask("n" + i + ".test.", Type.A);
    }

    assertThat(collector.spans(4))
        .extracting(span -> CollectorServer.value(span, "coredns.io/name"))
        .containsExactlyInAnyOrder("", "n3.test.", "", "n6.test.");
  }

  @Test
  void hasASpanForEachUpstreamThatIsAsked() throws Exception {
    PluginTester tester =
        start("", "forward . 192.0.2.1 192.0.2.2:5353 {\npolicy sequential\nfailover SERVFAIL\n}");

    tester.send(PluginTester.query("a.test.", Type.A).toWire(), Transport.UDP);
    reply(tester, 0, Rcode.SERVFAIL);
    reply(tester, 1, Rcode.NOERROR);

    List<String> spans = collector.spans(4);
    assertThat(paths(spans))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("servedns", 1L, "servedns>forward", 1L, "servedns>forward>connect", 2L));
    assertThat(spans)
        .extracting(span -> CollectorServer.value(span, "peer.address"))
        .contains("192.0.2.1:53", "192.0.2.2:5353");
  }

  private static void reply(PluginTester tester, int upstream, int rcode) throws IOException {
    var link = tester.loop().upstreams().links().get(upstream);
    var answer = new Message(link.sent().getFirst());
    answer.getHeader().setFlag(org.xbill.DNS.Flags.QR);
    answer.getHeader().setRcode(rcode);
    link.reply(answer.toWire());
  }

  @Test
  void whatTheServerAsksItselfBelongsToTheTrace() throws Exception {
    PluginTester tester =
        start(
            "every 2",
            """
            dns64 {
              allow_ipv4
            }
            template IN A {
              answer "{{ .Name }} 60 IN A 192.0.2.7"
            }
            template IN AAAA {
              rcode NOERROR
            }
            """);

    tester.ask("untraced.test.", Type.MX);
    tester.ask("a.test.", Type.AAAA);

    assertThat(paths(collector.spans(5)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "servedns",
                1L,
                "servedns>dns64",
                1L,
                "servedns>dns64>template",
                1L,
                "servedns>dns64>dns64",
                1L,
                "servedns>dns64>dns64>template",
                1L));
  }

  @Test
  void tellsTheLogWhichTraceItIs() throws Exception {
    PluginTester tester = start("every 2", "metadata\nlog . \"{name} {/trace/traceid}\"\nwhoami");

    tester.ask("a.test.", Type.A);
    tester.ask("b.test.", Type.A);

    String id = CollectorServer.value(first(collector.spans(3)), "traceId");
    assertThat(platform.lines()).containsExactly("[INFO] a.test. -", "[INFO] b.test. " + id);
  }

  @Test
  void sendsTracesToDatadog() throws Exception {
    platform.blocking = background;
    PluginTester tester =
        PluginTester.of(
            platform,
            """
            . {
              trace datadog %s {
                datadog_analytics_rate 0.25
              }
              errors
            }
            """
                .formatted(collector.hostPort()),
            Plugins.ORDER);

    tester.ask("a.test.", Type.A);
    tester.running().retire();
    Request request = collector.next();

    assertThat(request.line()).isEqualTo("POST /v0.4/traces");
    assertThat(request.body()).startsWith("[[{").endsWith("}]]");
    List<String> spans = CollectorServer.objects(request.body());
    assertThat(spans).hasSize(2);
    String id = CollectorServer.value(spans.getLast(), "trace_id");
    assertThat(spans.getFirst()).contains("\"parent_id\":" + id).doesNotContain("eausr");
    assertThat(spans.getLast())
        .isEqualTo(
            """
            {"trace_id":%1$s,"span_id":%1$s,"parent_id":0,"name":"servedns",\
            "resource":"servedns","service":"coredns","type":"dns","start":1767225600000000000,\
            "duration":0,"error":1,"meta":{"dns":"true","_dd.p.tid":"6955b90000000000",\
            "coredns.io@name":"a.test.","coredns.io@type":"A","coredns.io@proto":"udp",\
            "coredns.io@remote":"10.1.2.3","coredns.io@rcode":"SERVFAIL",\
            "error.message":"plugin/errors: no next plugin found","error.type":"dns_error"},\
            "metrics":{"_sampling_priority_v1":1,"_dd1.sr.eausr":0.25}}\
            """
                .formatted(id));
  }
}
