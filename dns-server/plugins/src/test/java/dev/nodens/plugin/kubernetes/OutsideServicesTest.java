package dev.nodens.plugin.kubernetes;

import static dev.nodens.plugin.kubernetes.Objects.SERVICES;
import static dev.nodens.plugin.kubernetes.Objects.port;
import static dev.nodens.plugin.kubernetes.Objects.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.Transport;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.ReplyText;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.plugin.k8s_external.K8sExternalPlugin;
import dev.nodens.plugin.transfer.TransferPlugin;
import dev.nodens.plugin.whoami.WhoamiPlugin;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Services as `k8s_external` shows them. A record is written `TYPE data`, with its owner ahead if
/// that is not the queried name; names end in `.ext.test.` unless they end in a dot.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OutsideServicesTest {
  private static final ReplyText TEXT = new ReplyText(".ext.test.");

  private PluginTester tester;

  @BeforeAll
  void serve() {
    tester = serve("headless");
  }

  private static PluginTester serve(String options) {
    return serve("ext.test", options);
  }

  private static PluginTester serve(String zones, String options) {
    ScriptedApiServer api = World.cluster();
    String ports = "'ports':[" + port("http", 80) + "," + port("https", 443) + "]";
    api.holds(
        SERVICES,
        service(
            "front",
            "'clusterIP':'10.96.2.1','externalIPs':['192.0.2.10','2001:db8::10']," + ports,
            "{'ip':'192.0.2.11'},{'ip':'192.0.2.10','ipMode':'VIP'}"));
    api.holds(
        SERVICES,
        service("cloud", "'clusterIP':'10.96.2.2'," + ports, "{'hostname':'lb.cloud.test'}"));
    var platform = new TestPlatform();
    platform.apiServers = api;
    platform.addresses = List.of(InetAddress.ofLiteral("192.0.2.2"));
    String corefile =
        """
        %1$s cluster.local {
          transfer {
            to *
          }
          kubernetes cluster.local
          k8s_external %1$s {
            %2$s
          }
        }
        lb.cloud.test {
          whoami
        }
        """
            .formatted(zones, options);
    return PluginTester.of(
        platform,
        corefile,
        List.of(
            new TransferPlugin(),
            new K8sExternalPlugin(),
            new KubernetesPlugin(),
            new WhoamiPlugin()));
  }

  private static String text(Message reply) {
    return Rcode.string(reply.getRcode()) + TEXT.records(reply);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "front.shop A             | NOERROR = A 192.0.2.10, A 192.0.2.11",
        "FRONT.Shop AAAA          | NOERROR = AAAA 2001:db8:0:0:0:0:0:10",
        "front.shop TXT           | NOERROR / ext.test. SOA",
        "_https._tcp.front.shop A | NOERROR = A 192.0.2.10, A 192.0.2.11",
        "_x._tcp.front.shop A     | NXDOMAIN / ext.test. SOA",
        "x.front.shop A           | NXDOMAIN / ext.test. SOA",
        "_http._tcp.front.shop SRV | NOERROR = SRV 0 25 80 front.shop + front.shop A 192.0.2.10, front.shop AAAA 2001:db8:0:0:0:0:0:10, front.shop A 192.0.2.11",
        "cloud.shop CNAME         | NOERROR / ext.test. SOA",
        "_http._tcp.cloud.shop SRV | NOERROR = SRV 0 100 80 lb.cloud.test.",
        "web.shop A               | NXDOMAIN / ext.test. SOA",
        "shop A                   | NOERROR / ext.test. SOA",
        "nowhere A                | NXDOMAIN / ext.test. SOA",
        "hdup.shop A              | NOERROR = A 172.16.1.1, A 172.16.1.2, A 172.16.1.3",
        "noports.shop A           | NOERROR = A 172.16.2.1",
        "noports.shop SRV         | NOERROR / ext.test. SOA",
        "172-16-2-1.noports.shop A | NOERROR = A 172.16.2.1",
        "_http._tcp.noports.shop A | NXDOMAIN / ext.test. SOA",
        "a.b.c.front.shop A       | NXDOMAIN / ext.test. SOA",
        "ext-in.shop A            | NXDOMAIN / ext.test. SOA",
        "@ A                      | NOERROR / SOA",
        "@ SOA                    | NOERROR = SOA",
        "@ NS                     | NOERROR = NS ns1.dns + ns1.dns A 192.0.2.2",
        "ns1.dns A                | NOERROR = A 192.0.2.2",
        "ns1.dns AAAA             | NOERROR / ext.test. SOA",
        "dns A                    | NOERROR / ext.test. SOA",
        "x.dns A                  | NXDOMAIN / ext.test. SOA",
      })
  void answers(String question, String reply) {
    String[] words = question.split(" ");
    String name = words[0].equals("@") ? "ext.test." : words[0] + ".ext.test.";
    assertThat(text(tester.ask(name, Type.value(words[1])))).isEqualTo(reply);
  }

  @Test
  void followsTheNameOfALoadBalancer() {
    Message reply = tester.ask("cloud.shop.ext.test.", Type.A);
    assertThat(text(reply)).isEqualTo("NOERROR = CNAME lb.cloud.test.");
  }

  @Test
  void hidesHeadlessServicesUnlessTold() {
    assertThat(serve("ttl 30").ask("hdup.shop.ext.test.", Type.A).getRcode())
        .isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void hasASoaRecordOfItsOwn() {
    Message reply = serve("ttl 30\n apex edge").ask("ext.test.", Type.SOA);
    var soa = (SOARecord) reply.getSection(Section.ANSWER).getFirst();
    assertThat(soa.getHost()).hasToString("ns1.edge.ext.test.");
    assertThat(soa.getAdmin()).hasToString("hostmaster.edge.ext.test.");
    assertThat(List.of(soa.getTTL(), soa.getRefresh(), soa.getRetry(), soa.getExpire()))
        .containsExactly(30L, 7200L, 1800L, 86400L);
    assertThat(soa.getMinimum()).isEqualTo(30);
  }

  @Test
  void leavesTheNamesOfTheClusterAsTheyAre() {
    assertThat(text(tester.ask("front.shop.svc.cluster.local.", Type.A)))
        .isEqualTo("NOERROR = A 10.96.2.1");
    assertThat(text(tester.ask("10.2.0.192.in-addr.arpa.", Type.PTR))).startsWith("REFUSED");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.2.0.192.in-addr.arpa. PTR | NOERROR = PTR front.shop",
        "9.2.0.192.in-addr.arpa. PTR  | NXDOMAIN / 2.0.192.in-addr.arpa. SOA",
        "10.2.0.192.in-addr.arpa. A   | NXDOMAIN / 2.0.192.in-addr.arpa. SOA",
        "x.2.0.192.in-addr.arpa. PTR  | NXDOMAIN / 2.0.192.in-addr.arpa. SOA",
        "front.shop.ext.test. PTR     | NOERROR / ext.test. SOA",
        "nowhere.shop.ext.test. PTR   | NXDOMAIN / ext.test. SOA",
      })
  void pointsFromAddressesToServices(String question, String reply) {
    PluginTester both = serve("ext.test 2.0.192.in-addr.arpa", "");
    String[] words = question.split(" ");
    assertThat(text(both.ask(words[0], Type.value(words[1])))).isEqualTo(reply);
  }

  private static Set<String> transfer(PluginTester from, String zone) {
    Message query = PluginTester.query(zone, Type.AXFR);
    PluginTester.Reply reply = from.send(query.toWire(), Transport.TCP);
    Awaitility.await("the zone is made on a thread of its own")
        .pollInterval(Duration.ofMillis(2))
        .until(() -> {
          from.loop().runTasks();
          return !reply.pending();
        });
    var records = new TreeSet<String>();
    for (Record record : reply.message().getSection(Section.ANSWER)) {
      if (record.getType() != Type.SOA) {
        String data = record.rdataToString().replace(".ext.test.", "");
        records.add(
            record.getName().toString().replace(".ext.test.", "")
                + " "
                + Type.string(record.getType())
                + " "
                + data);
      }
    }
    return records;
  }

  @Test
  void isTransferredAsItIsAnswered() {
    assertThat(transfer(serve(""), "ext.test."))
        .containsExactlyInAnyOrder(
            "ext.test. NS ns1.dns",
            "ns1.dns A 192.0.2.2",
            "front.shop A 192.0.2.10",
            "front.shop A 192.0.2.11",
            "front.shop AAAA 2001:db8:0:0:0:0:0:10",
            "front.shop SRV 0 12 80 front.shop",
            "front.shop SRV 0 12 443 front.shop",
            "_http._tcp.front.shop SRV 0 25 80 front.shop",
            "_https._tcp.front.shop SRV 0 25 443 front.shop",
            "cloud.shop CNAME lb.cloud.test.",
            "_http._tcp.cloud.shop SRV 0 100 80 lb.cloud.test.",
            "_https._tcp.cloud.shop SRV 0 100 443 lb.cloud.test.");
  }

  @Test
  void isTransferredWithHeadlessServices() {
    assertThat(transfer(tester, "ext.test."))
        .contains(
            "hdls.shop A 172.16.0.1",
            "noports.shop A 172.16.2.1",
            "172-16-2-1.noports.shop A 172.16.2.1",
            "pod-two.hdls.shop A 172.16.0.2",
            "pod-two.hdls.shop SRV 0 50 80 pod-two.hdls.shop");
  }

  @Test
  void isTransferredInReverse() {
    assertThat(transfer(serve("ext.test 2.0.192.in-addr.arpa", ""), "2.0.192.in-addr.arpa."))
        .contains(
            "10.2.0.192.in-addr.arpa. PTR front.shop", "11.2.0.192.in-addr.arpa. PTR front.shop");
  }
}
