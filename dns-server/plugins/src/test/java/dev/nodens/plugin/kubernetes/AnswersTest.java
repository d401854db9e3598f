package dev.nodens.plugin.kubernetes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nodens.core.Transport;
import dev.nodens.core.testing.PluginTester;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Every row of the name grammar and of the answers by kind, as real CoreDNS 1.15.0 was seen to
/// answer the same objects, but for the differences that docs/plugins/kubernetes.md lists.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswersTest {
  private static final String SVC = ".shop.svc.cluster.local.";

  private PluginTester insecure;
  private PluginTester verified;

  @BeforeAll
  void serve() {
    insecure = World.serve("pods insecure\n ttl 30\n fallthrough in-addr.arpa ip6.arpa");
    verified = World.serve("pods verified\n endpoint_pod_names\n ignore empty_service");
  }

  /// One line: NAME TYPE = RCODE answers > additional. `@` stands for `.shop.svc.cluster.local.`, a
  /// name without final dot is below `cluster.local.`; RCODE `nodata` is NOERROR with a SOA record.
  static Stream<String> insecureAnswers() {
    return lines(
        """
        web@ A = NOERROR A 10.96.1.1
        WEB.Shop.SVC.Cluster.LOCAL. A = NOERROR A 10.96.1.1
        web@ AAAA = nodata
        web@ MX = nodata
        web@ HTTPS = nodata
        web@ TXT = nodata
        web@ PTR = nodata
        web@ CNAME = nodata
        web@ SOA = nodata
        web@ NS = nodata
        web@ AXFR = REFUSED
        old@ A = NOERROR A 10.96.1.9
        old@ SRV = NOERROR SRV 0 100 80 old@ > old@ A 10.96.1.9
        dual@ A = NOERROR A 10.96.1.2
        dual@ AAAA = NOERROR AAAA fd00:10:96:0:0:0:0:12
        dual@ SRV = NOERROR SRV 0 50 80 dual@ > dual@ A 10.96.1.2, dual@ AAAA fd00:10:96:0:0:0:0:12
        dual3@ SRV = NOERROR SRV 0 16 80 dual3@, SRV 0 16 81 dual3@ > dual3@ A 10.96.1.3, dual3@ AAAA fd00:10:96:0:0:0:0:13
        web@ SRV = NOERROR SRV 0 50 80 web@, SRV 0 50 443 web@ > web@ A 10.96.1.1
        _http._tcp.web@ SRV = NOERROR SRV 0 100 80 web@ > web@ A 10.96.1.1
        http.tcp.web@ SRV = NOERROR SRV 0 100 80 web@ > web@ A 10.96.1.1
        _HTTP._TCP.web@ A = NOERROR A 10.96.1.1
        _http._.web@ A = NOERROR A 10.96.1.1
        _http._udp.web@ SRV = NXDOMAIN
        _nope._tcp.web@ A = NXDOMAIN
        nope@ A = NXDOMAIN
        nope@ SOA = NXDOMAIN
        *@ A = NXDOMAIN
        hdls@ A = NOERROR A 172.16.0.1, A 172.16.0.2
        hdls@ AAAA = NOERROR AAAA fd00:0:0:0:0:0:0:1, AAAA fd00:0:0:0:0:0:0:2, AAAA fd00:1:0:0:0:0:0:0
        hdls@ SRV = NOERROR SRV 0 20 80 172-16-0-1.hdls@, SRV 0 20 80 pod-two.hdls@, SRV 0 20 80 fd00--1.hdls@, SRV 0 20 80 fd00-1--0.hdls@ > 172-16-0-1.hdls@ A 172.16.0.1, pod-two.hdls@ A 172.16.0.2, fd00--1.hdls@ AAAA fd00:0:0:0:0:0:0:1, pod-two.hdls@ AAAA fd00:0:0:0:0:0:0:2, fd00-1--0.hdls@ AAAA fd00:1:0:0:0:0:0:0
        hdls@ TXT = nodata
        pod-two.hdls@ A = NOERROR A 172.16.0.2
        POD-two.hdls@ AAAA = NOERROR AAAA fd00:0:0:0:0:0:0:2
        pod-two.hdls@ SRV = NOERROR SRV 0 50 80 pod-two.hdls@ > pod-two.hdls@ A 172.16.0.2, pod-two.hdls@ AAAA fd00:0:0:0:0:0:0:2
        172-16-0-1.hdls@ A = NOERROR A 172.16.0.1
        172-16-0-1.hdls@ AAAA = nodata
        172-16-0-2.hdls@ A = NXDOMAIN
        172-16-0-3.hdls@ A = NXDOMAIN
        172-016-0-1.hdls@ A = NXDOMAIN
        fd00--1.hdls@ AAAA = NOERROR AAAA fd00:0:0:0:0:0:0:1
        fd00-1--0.hdls@ AAAA = NOERROR AAAA fd00:1:0:0:0:0:0:0
        fd00-0--1.hdls@ AAAA = NXDOMAIN
        172-16-3-1.web@ A = NOERROR A 172.16.3.1
        hdup@ A = NOERROR A 172.16.1.1, A 172.16.1.2, A 172.16.1.3
        _metrics._tcp.hdup@ A = NOERROR A 172.16.1.1, A 172.16.1.2
        hdup@ SRV = NOERROR SRV 0 16 80 172-16-1-1.hdup@, SRV 0 16 9000 172-16-1-1.hdup@, SRV 0 16 80 172-16-1-2.hdup@, SRV 0 16 9000 172-16-1-2.hdup@, SRV 0 16 8080 172-16-1-1.hdup@, SRV 0 16 8080 172-16-1-3.hdup@ > 172-16-1-1.hdup@ A 172.16.1.1, 172-16-1-2.hdup@ A 172.16.1.2, 172-16-1-3.hdup@ A 172.16.1.3
        empty@ A = NXDOMAIN
        noports@ A = NOERROR A 172.16.2.1
        noports@ SRV = nodata
        _http._tcp.noports@ SRV = NXDOMAIN
        ext@ A = NOERROR CNAME www.example.org., www.example.org. CNAME cdn.example.org., cdn.example.org. A 9.9.9.9
        ext@ AAAA = NOERROR CNAME www.example.org.
        ext@ CNAME = NOERROR CNAME www.example.org.
        ext@ SRV = nodata
        ext@ HTTPS = nodata
        ext@ TXT = nodata
        x.ext@ A = NXDOMAIN
        _a._b.ext@ SRV = NXDOMAIN
        ext-in@ A = NOERROR CNAME web@, web@ A 10.96.1.1
        ext-in@ AAAA = nodata
        ext-chain@ A = NOERROR CNAME ext-in@, ext-in@ CNAME web@, web@ A 10.96.1.1
        ext-out@ A = NOERROR CNAME ext@, ext@ CNAME www.example.org., www.example.org. CNAME cdn.example.org., cdn.example.org. A 9.9.9.9
        ext-self@ A = nodata
        ext-a@ A = nodata
        ext-gone@ A = nodata
        ext-nx@ A = NOERROR CNAME nx.example.org.
        ext-ip@ A = NXDOMAIN
        ext-ip@ CNAME = NXDOMAIN
        1-2-3-4.shop.pod A = NOERROR A 1.2.3.4
        1-2-3-4.shop.pod AAAA = nodata
        1-2-3-4.shop.pod SRV = NOERROR SRV 0 100 0 1-2-3-4.shop.pod.cluster.local. > 1-2-3-4.shop.pod.cluster.local. A 1.2.3.4
        fd00--9.shop.pod AAAA = NOERROR AAAA fd00:0:0:0:0:0:0:9
        --ffff-a00-1.shop.pod A = NOERROR A 10.0.0.1
        1-2-3.shop.pod A = NXDOMAIN
        01-2-3-4.shop.pod A = NXDOMAIN
        foo.shop.pod A = NXDOMAIN
        1-2-3-4.nons.pod A = NXDOMAIN
        cluster.local. A = nodata
        cluster.local. TXT = nodata
        cluster.local. SOA = NOERROR SOA
        cluster.local. NS = NOERROR NS ns.dns.cluster.local. > ns.dns.cluster.local. A 192.0.2.2
        CLUSTER.Local. NS = NOERROR NS ns.dns.CLUSTER.Local. > ns.dns.CLUSTER.Local. A 192.0.2.2
        ns.dns A = NOERROR A 192.0.2.2
        ns.dns AAAA = nodata
        ns.dns TXT = nodata
        svc A = nodata
        pod TXT = nodata
        shop.svc A = nodata
        nons.svc A = NXDOMAIN
        dns-version TXT = NOERROR TXT 1.1.0
        dns-version A = nodata
        x A = NXDOMAIN
        a.b.c.web.shop.svc A = NXDOMAIN
        us.pin._zone.hdls.shop.svc A = NXDOMAIN
        1.1.96.10.in-addr.arpa. PTR = NOERROR PTR web@
        1.0.16.172.in-addr.arpa. PTR = NOERROR PTR 172-16-0-1.hdls@
        2.0.16.172.in-addr.arpa. PTR = NOERROR PTR pod-two.hdls@
        1.1.16.172.in-addr.arpa. PTR = NOERROR PTR 172-16-1-1.hdup@
        1.1.96.10.in-addr.arpa. SOA = nodata
        in-addr.arpa. A = nodata
        2.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.9.0.0.0.1.0.0.0.0.d.f.ip6.arpa. PTR = NOERROR PTR dual@
        """);
  }

  static Stream<String> verifiedAnswers() {
    return lines(
        """
        172-16-9-9.shop.pod A = NOERROR A 172.16.9.9
        fd00--9.shop.pod AAAA = NOERROR AAAA fd00:0:0:0:0:0:0:9
        172-16-9-9.default.pod A = NXDOMAIN
        1-2-3-4.shop.pod A = NXDOMAIN
        hdup-1.hdup@ A = NOERROR A 172.16.1.1
        172-16-1-1.hdup@ SRV = NOERROR SRV 0 100 8080 172-16-1-1.hdup@ > 172-16-1-1.hdup@ A 172.16.1.1
        1.1.16.172.in-addr.arpa. PTR = NOERROR PTR hdup-1.hdup@, PTR 172-16-1-1.hdup@
        9.9.16.172.in-addr.arpa. PTR = NXDOMAIN
        web@ A = NOERROR A 10.96.1.1
        dual@ A = NXDOMAIN
        dual@ SRV = NXDOMAIN
        """);
  }

  private static Stream<String> lines(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty());
  }

  @ParameterizedTest
  @MethodSource("insecureAnswers")
  void answersLikeCoreDns(String line) {
    check(insecure, line, 30);
  }

  @ParameterizedTest
  @MethodSource("verifiedAnswers")
  void answersLikeCoreDnsWithVerifiedPods(String line) {
    check(verified, line, 5);
  }

  @Test
  void passesOnWhatIsUnknownInAFallthroughZone() {
    Message reply = insecure.ask("9.9.16.172.in-addr.arpa.", Type.PTR);
    assertThat(reply.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(reply.getHeader().getFlag(Flags.AA)).as("answered elsewhere").isFalse();
  }

  @Test
  void passesOnNamesOutsideItsZones() {
    Message reply = insecure.ask("www.example.org.", Type.A);
    assertThat(reply.getSection(Section.ANSWER)).hasSize(2);
  }

  @Test
  void negativeAnswersCarryTheZoneInTheQuestionsCaseAndAtMost300Seconds() {
    PluginTester slow = World.serve("ttl 3600");
    Record soa = slow.ask("x.svc.Cluster.LOCAL.", Type.A).getSection(Section.AUTHORITY).getFirst();
    assertThat(soa)
        .hasToString(
            "Cluster.LOCAL.\t\t300\tIN\tSOA\tns.dns.Cluster.LOCAL. hostmaster.Cluster.LOCAL."
                + " 1767225600 7200 1800 86400 3600");
  }

  @Test
  void servesOnlyTheNamespacesNamed() {
    PluginTester some = World.serve("namespaces default");
    assertThat(some.ask("web.shop.svc.cluster.local.", Type.A).getRcode())
        .isEqualTo(Rcode.NXDOMAIN);
    assertThat(some.ask("default.svc.cluster.local.", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(some.ask("1.1.96.10.in-addr.arpa.", Type.PTR).getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void readsNoEndpointsIfToldSo() {
    PluginTester none = World.serve("noendpoints");
    assertThat(none.ask("hdls" + SVC, Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(none.ask("web" + SVC, Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void hasNoPodNamesByDefault() {
    PluginTester plain = World.serve("");
    assertThat(plain.ask("shop.pod.cluster.local.", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(plain.ask("pod.cluster.local.", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(plain.ask("1-2-3-4.shop.pod.cluster.local.", Type.A).getRcode())
        .isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void beforeTheFirstSyncAMissingNameIsAServerFailure() {
    var api = new ScriptedApiServer().next(Objects.SLICES, new ScriptedApiServer.Stream(200));
    api.holds(Objects.NAMESPACES, Objects.namespace("shop"));
    PluginTester unsynced = World.serve(api, "startup_timeout 20ms");
    Message reply = unsynced.ask("nope" + SVC, Type.A);
    assertThat(reply.getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(reply.getHeader().getFlag(Flags.AA)).isTrue();
    assertThat(reply.getSection(Section.AUTHORITY)).hasSize(1);
    assertThat(unsynced.ask("cluster.local.", Type.SOA).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(unsynced.running().notReady()).containsExactly("kubernetes");
    api.last(Objects.SLICES).initialEventsEnd("5");
    await("the slices arrive on another thread")
        .until(() -> unsynced.running().notReady().isEmpty());
    assertThat(unsynced.ask("nope" + SVC, Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  private static void check(PluginTester tester, String line, int ttl) {
    String[] sides = line.replace("@", SVC).split(" = ", 2);
    String[] question = sides[0].split(" ");
    String name = question[0].endsWith(".") ? question[0] : question[0] + ".cluster.local.";
    boolean noData = sides[1].equals("nodata");
    String expected = noData ? "NOERROR" : sides[1];
    String rcode = expected.split(" ")[0];
    String[] sections = expected.substring(rcode.length()).split(">", 2);

    Message reply = tester.ask(name, Type.value(question[1]));

    assertThat(Rcode.string(reply.getRcode())).isEqualTo(rcode);
    assertThat(reply.getQuestion().getName()).hasToString(name);
    assertThat(reply.getHeader().getFlag(Flags.AA)).isEqualTo(!rcode.equals("REFUSED"));
    assertThat(records(reply, Section.ANSWER, name, ttl)).isEqualTo(expected(sections[0]));
    assertThat(records(reply, Section.ADDITIONAL, name, ttl))
        .isEqualTo(expected(sections.length > 1 ? sections[1] : ""));
    boolean negative = noData || rcode.equals("NXDOMAIN");
    assertThat(reply.getSection(Section.AUTHORITY)).hasSize(negative ? 1 : 0);
  }

  @Test
  void addressesOfOneTargetPointToIt() {
    byte[] query = PluginTester.query("hdls.shop.svc.cluster.local.", Type.SRV).toWire();
    byte[] reply = World.serve("").send(query, Transport.TCP).octets();

    // pod-two has an address of each family.
    assertThat(new String(reply, ISO_8859_1).split("pod-two", -1)).hasSize(2);
  }

  private static List<String> expected(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  /// Records as `OWNER TYPE DATA`; the owner is left out if it is the question's name.
  private static List<String> records(Message reply, int section, String name, int ttl) {
    var texts = new ArrayList<String>();
    for (Record one : reply.getSection(section)) {
      boolean own = one.getName().toString().equals(name) && section == Section.ANSWER;
      String data = one.getType() == Type.SOA ? "" : " " + one.rdataToString();
      texts.add((own ? "" : one.getName() + " ") + Type.string(one.getType()) + data);
      if (own && one.getType() != Type.TXT) {
        assertThat(one.getTTL()).isEqualTo(ttl);
      }
    }
    return texts;
  }
}
