package dev.nodens.plugin.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nodens.core.Transport;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.plugin.Plugins;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

final class EtcdPluginTest {
  private final TestPlatform platform = new TestPlatform();
  private FakeEtcd etcd;

  @BeforeEach
  void fill() throws IOException {
    etcd = new FakeEtcd();
    put("local/skydns/www", "{\"host\":\"192.0.2.1\",\"port\":80,\"ttl\":60}");
    put("local/skydns/two/a", "{\"host\":\"192.0.2.2\",\"port\":80,\"priority\":5,\"weight\":30}");
    put("local/skydns/two/b", "{\"host\":\"2001:db8::2\",\"port\":81,\"priority\":5}");
    put("local/skydns/two/c", "{\"host\":\"192.0.2.2\",\"port\":-1}");
    put("local/skydns/alias", "{\"host\":\"www.skydns.local\"}");
    put("local/skydns/loop/a", "{\"host\":\"x.loop.skydns.local\"}");
    put("local/skydns/ping", "{\"host\":\"pong.skydns.local\"}");
    put("local/skydns/pong", "{\"host\":\"ping.skydns.local\"}");
    put("local/skydns/away", "{\"host\":\"far.example.org\",\"port\":8}");
    put("local/skydns/text", "{\"text\":\"one two\"}");
    put("local/skydns/long", "{\"text\":\"" + "x".repeat(300) + "\"}");
    put("local/skydns/mail/a", "{\"host\":\"192.0.2.3\",\"mail\":true,\"priority\":20}");
    put("local/skydns/mail/b", "{\"host\":\"far.example.org\",\"mail\":true}");
    put("local/skydns/mail/c", "{\"host\":\"192.0.2.4\"}");
    put("local/skydns/dns/apex", "{\"host\":\"192.0.2.9\"}");
    put("local/skydns/dns/ns/ns1", "{\"host\":\"192.0.2.8\",\"targetstrip\":1}");
    put("local/skydns/dns/ns/ns2", "{\"host\":\"2001:db8::8\"}");
    put("local/skydns/group/a", "{\"host\":\"192.0.2.11\",\"group\":\"g1\"}");
    put("local/skydns/group/b/x", "{\"host\":\"192.0.2.12\",\"group\":\"g2\"}");
    put("local/skydns/group/c/x", "{\"host\":\"192.0.2.13\",\"group\":\"g1\"}");
    put("local/skydns/group/d/x", "{\"host\":\"192.0.2.14\"}");
    put("local/skydns/star/x/a", "{\"host\":\"192.0.2.21\"}");
    put("local/skydns/star/y/a", "{\"host\":\"192.0.2.22\"}");
    put("local/skydns/star/y/b", "{\"host\":\"192.0.2.23\"}");
    put("local/skydns/broken", "{\"host\":7}");
    put("local/skydns/badname", "{\"host\":\"a..b\"}");
    put("arpa/in-addr/192/0/2/1", "{\"host\":\"www.skydns.local\"}");
    put("local/skydns/leased", "{\"host\":\"192.0.2.31\",\"ttl\":900}");
  }

  private void put(String path, String json) {
    etcd.keys.put("/skydns/" + path, json);
  }

  @AfterEach
  void stop() {
    etcd.close();
  }

  private PluginTester serve(String options) {
    return PluginTester.of(
        platform,
        """
        . {
          errors
          etcd skydns.local 2.0.192.in-addr.arpa {
            endpoint %s
            %s
          }
          template IN A far.example.org {
            answer "{{ .Name }} 10 IN A 198.51.100.1"
          }
          template IN AAAA far.example.org {
            answer "{{ .Name }} 10 IN AAAA 2001:db8::99"
          }
          whoami
        }
        """
            .formatted(etcd.url(), options),
        Plugins.ORDER);
  }

  /// Asks and waits for the virtual threads.
  private static Message ask(PluginTester tester, String name, int type) {
    var reply = tester.send(PluginTester.query(name, type).toWire(), Transport.UDP);
    await("the look-up is on a thread of its own")
        .pollInterval(Duration.ofMillis(2))
        .until(() -> {
          tester.loop().runTasks();
          return !reply.pending();
        });
    return reply.message();
  }

  private static String text(Message reply, int section) {
    return reply.getSection(section).stream()
        .map(record ->
            "%s %d %s %s"
                .formatted(
                    record.getName(),
                    record.getTTL(),
                    Type.string(record.getType()),
                    record.rdataToString()))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "www.skydns.local.   | A    | www.skydns.local. 60 A 192.0.2.1 | -",
        "WWW.skydns.local.   | A    | WWW.skydns.local. 60 A 192.0.2.1 | -",
        "www.skydns.local.   | AAAA | - | -",
        "two.skydns.local.   | A    | two.skydns.local. 300 A 192.0.2.2 | -",
        "two.skydns.local.   | AAAA | two.skydns.local. 300 AAAA 2001:db8:0:0:0:0:0:2 | -",
        "two.skydns.local.   | SRV  | two.skydns.local. 300 SRV 5 23 80 a.two.skydns.local., two.skydns.local. 300 SRV 5 76 81 b.two.skydns.local. | a.two.skydns.local. 300 A 192.0.2.2, b.two.skydns.local. 300 AAAA 2001:db8:0:0:0:0:0:2",
        "alias.skydns.local. | A    | alias.skydns.local. 300 CNAME www.skydns.local., www.skydns.local. 60 A 192.0.2.1 | -",
        "alias.skydns.local. | CNAME | alias.skydns.local. 300 CNAME www.skydns.local. | -",
        "alias.skydns.local. | SRV  | alias.skydns.local. 300 SRV 10 100 0 www.skydns.local. | www.skydns.local. 60 A 192.0.2.1",
        "loop.skydns.local.  | A    | - | -",
        "ping.skydns.local.  | A    | - | -",
        "away.skydns.local.  | A    | away.skydns.local. 300 CNAME far.example.org., far.example.org. 10 A 198.51.100.1 | -",
        "away.skydns.local.  | SRV  | away.skydns.local. 300 SRV 10 100 8 far.example.org. | far.example.org. 10 A 198.51.100.1, far.example.org. 10 AAAA 2001:db8:0:0:0:0:0:99",
        "text.skydns.local.  | TXT  | text.skydns.local. 300 TXT \"one two\" | -",
        "text.skydns.local.  | A    | - | -",
        "mail.skydns.local.  | MX   | mail.skydns.local. 300 MX 10 far.example.org., mail.skydns.local. 300 MX 20 a.mail.skydns.local. | a.mail.skydns.local. 300 A 192.0.2.3, far.example.org. 10 A 198.51.100.1, far.example.org. 10 AAAA 2001:db8:0:0:0:0:0:99",
        "skydns.local.       | A    | skydns.local. 300 A 192.0.2.9 | -",
        "skydns.local.       | NS   | skydns.local. 300 NS ns.dns.skydns.local., skydns.local. 300 NS ns2.ns.dns.skydns.local. | ns.dns.skydns.local. 300 A 192.0.2.8, ns2.ns.dns.skydns.local. 300 AAAA 2001:db8:0:0:0:0:0:8",
        "group.skydns.local. | A    | group.skydns.local. 300 A 192.0.2.11, group.skydns.local. 300 A 192.0.2.13, group.skydns.local. 300 A 192.0.2.14 | -",
        "a.*.star.skydns.local.   | A | a.*.star.skydns.local. 300 A 192.0.2.21, a.*.star.skydns.local. 300 A 192.0.2.22 | -",
        "any.y.star.skydns.local. | A | any.y.star.skydns.local. 300 A 192.0.2.22, any.y.star.skydns.local. 300 A 192.0.2.23 | -",
        "1.2.0.192.in-addr.arpa.  | PTR | 1.2.0.192.in-addr.arpa. 300 PTR www.skydns.local. | -",
      })
  void answers(String name, String type, String answers, String additional) {
    Message reply = ask(serve(""), name, Type.value(type));
    assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(reply.getHeader().getFlag(Flags.AA)).isTrue();
    assertThat(text(reply, Section.ANSWER)).isEqualTo(answers == null ? "" : answers);
    assertThat(text(reply, Section.ADDITIONAL)).isEqualTo(additional == null ? "" : additional);
    assertThat(reply.getSection(Section.AUTHORITY)).hasSize(answers == null ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource({
    "nothing.skydns.local., NXDOMAIN",
    "a.b.www.skydns.local., NXDOMAIN",
    "a/b.skydns.local., NXDOMAIN",
    "broken.skydns.local., SERVFAIL",
    "badname.skydns.local., SERVFAIL",
  })
  void deniesOrFails(String name, String rcode) {
    assertThat(Rcode.string(ask(serve(""), name, Type.A).getRcode())).isEqualTo(rcode);
  }

  @Test
  void theZonesSoaHasTheTimeAsSerialNumber() {
    Message reply = serve("").ask("skydns.local.", Type.SOA);
    assertThat(text(reply, Section.ANSWER))
        .isEqualTo(
            "skydns.local. 30 SOA ns.dns.skydns.local. hostmaster.skydns.local. 1767225600 7200"
                + " 1800 86400 30");
  }

  @Test
  void splitsLongTexts() {
    Message reply = ask(serve(""), "long.skydns.local.", Type.TXT);
    assertThat(text(reply, Section.ANSWER))
        .isEqualTo("long.skydns.local. 300 TXT %s %s".formatted("x".repeat(255), "x".repeat(45)));
  }

  @Test
  void aZoneWithoutApexHasEverythingBelowUnlessToldNotTo() {
    etcd.keys.remove("/skydns/local/skydns/dns/apex");
    etcd.keys.remove("/skydns/local/skydns/broken");
    etcd.keys.remove("/skydns/local/skydns/badname");
    assertThat(text(ask(serve(""), "skydns.local.", Type.A), Section.ANSWER))
        .contains("skydns.local. 300 A 192.0.2.2", "skydns.local. 60 A 192.0.2.1");
    assertThat(ask(serve("no_apex_fallback"), "skydns.local.", Type.A).getRcode())
        .isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void missingNamesFallThrough() {
    assertThat(ask(serve("fallthrough"), "nothing.skydns.local.", Type.A).getRcode())
        .isEqualTo(Rcode.NOERROR);
    assertThat(ask(serve("fallthrough org"), "nothing.skydns.local.", Type.A).getRcode())
        .isEqualTo(Rcode.NXDOMAIN);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 20, 200",
    "'', 200, 900",
    "'', 1, 30",
    "min-lease-ttl 5, 1, 10",
    "max-lease-ttl 1m, 20, 60",
  })
  void leasesLimitTtls(String options, long lease, long expected) {
    // The fake's leases end in ten times their number.
    etcd.leases.put("/skydns/local/skydns/leased", lease);
    Message reply = ask(serve(options), "leased.skydns.local.", Type.A);
    assertThat(reply.getSection(Section.ANSWER).getFirst().getTTL()).isEqualTo(expected);
  }

  @Test
  void logsInAndLogsInAgainWhenTheTokenHasEnded() {
    etcd.token = "t1";
    PluginTester tester = serve("credentials root secret");
    assertThat(ask(tester, "www.skydns.local.", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(ask(tester, "www.skydns.local.", Type.AAAA).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(etcd.logins).hasValue(1);
    etcd.token = "t2";
    assertThat(ask(tester, "www.skydns.local.", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(etcd.logins).hasValue(2);
  }

  @Test
  void asksTheNextEndpoint() {
    PluginTester tester = serve("endpoint http://127.0.0.1:1 " + etcd.url());
    assertThat(ask(tester, "www.skydns.local.", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void failsAndSaysWhyWhenNoEndpointAnswers() {
    PluginTester tester = serve("endpoint http://127.0.0.1:1");
    assertThat(ask(tester, "www.skydns.local.", Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(platform.lines())
        .contains(
            "[ERROR] plugin/errors: 2 www.skydns.local. A: etcd at http://127.0.0.1:1: Connection"
                + " refused");
  }

  @Test
  void anotherPrefixHoldsOtherNames() {
    etcd.keys.put("/a/b/local/skydns/www", "{\"host\":\"192.0.2.77\",\"port\":1}");
    Message reply = ask(serve("path a//b/"), "www.skydns.local.", Type.SRV);
    assertThat(text(reply, Section.ADDITIONAL)).isEqualTo("www.skydns.local. 300 A 192.0.2.77");
  }

  @Test
  void leavesOtherZonesToTheNextPlugin() {
    assertThat(serve("").ask("far.example.org.", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
  }
}
