package dev.nodens.plugin.kubernetes;

import static dev.nodens.plugin.kubernetes.Objects.SLICES;
import static dev.nodens.plugin.kubernetes.Objects.endpoint;
import static dev.nodens.plugin.kubernetes.Objects.port;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.Transport;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.ReplyText;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.plugin.transfer.TransferPlugin;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Services that several clusters share (KEP-1645), beside those of this cluster. Names end in
/// `.clusterset.local.` unless they end in a dot.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClusterSetTest {
  static final String IMPORTS = "/apis/multicluster.x-k8s.io/v1alpha1/serviceimports";
  private static final ReplyText TEXT = new ReplyText(".clusterset.local.");

  private final ScriptedApiServer api = World.cluster();
  private PluginTester tester;

  @BeforeAll
  void serve() {
    String ports = "'ports':[" + port("http", 80) + "," + port("https", 443) + "]";
    imports("front", "'type':'ClusterSetIP','ips':['10.42.1.1','fd00:42::1']," + ports);
    imports("web", "'type':'ClusterSetIP','ips':['10.42.1.2'],'ports':null");
    imports("spread", "'type':'Headless','ips':null," + ports);
    imports("lost", "'type':'Headless'," + ports);
    slice("s-a", "east", "spread", endpoint("172.20.0.1", "db-0") + "," + endpoint("172.20.0.2"));
    slice("s-b", "west", "spread", endpoint("172.20.1.1", "db-0"));
    slice("s-c", "west", "front", endpoint("172.20.1.9", "one"));
    var platform = new TestPlatform();
    platform.apiServers = api;
    platform.addresses = List.of(InetAddress.ofLiteral("192.0.2.2"));
    String corefile =
        """
        . {
          transfer {
            to *
          }
          kubernetes cluster.local clusterset.local 10.0.0.0/8 {
            multicluster clusterset.local
          }
        }
        """;
    tester =
        PluginTester.of(platform, corefile, List.of(new TransferPlugin(), new KubernetesPlugin()));
  }

  private void imports(String name, String spec) {
    api.holds(
        IMPORTS,
        "{'metadata':{'name':'%s','namespace':'shop','resourceVersion':'1'},'spec':{%s}}"
            .formatted(name, spec)
            .replace('\'', '"'));
  }

  private void slice(String name, String cluster, String service, String endpoints) {
    String labels =
        "'multicluster.kubernetes.io/service-name':'%s','multicluster.kubernetes.io/source-cluster':'%s'"
            .formatted(service, cluster);
    api.holds(
        SLICES,
        "{'metadata':{'name':'%s','namespace':'shop','labels':{%s}},'endpoints':[%s],'ports':[%s]}"
            .formatted(name, labels, endpoints, port("http", 80))
            .replace('\'', '"'));
  }

  private static String text(Message reply) {
    return Rcode.string(reply.getRcode()) + TEXT.records(reply);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "front.shop.svc A                 | NOERROR = A 10.42.1.1",
        "front.shop.svc AAAA              | NOERROR = AAAA fd00:42:0:0:0:0:0:1",
        "front.shop.svc TXT               | NOERROR / clusterset.local. SOA",
        "_http._tcp.front.shop.svc SRV    | NOERROR = SRV 0 50 80 front.shop.svc + front.shop.svc A 10.42.1.1, front.shop.svc AAAA fd00:42:0:0:0:0:0:1",
        "_x._tcp.front.shop.svc SRV       | NXDOMAIN / clusterset.local. SOA",
        "one.west.front.shop.svc A        | NOERROR = A 172.20.1.9",
        "one.east.front.shop.svc A        | NXDOMAIN / clusterset.local. SOA",
        "one.front.shop.svc A             | NXDOMAIN / clusterset.local. SOA",
        "web.shop.svc A                   | NOERROR = A 10.42.1.2",
        "spread.shop.svc A                | NOERROR = A 172.20.0.1, A 172.20.0.2, A 172.20.1.1",
        "db-0.east.spread.shop.svc A      | NOERROR = A 172.20.0.1",
        "DB-0.West.spread.shop.svc A      | NOERROR = A 172.20.1.1",
        "172-20-0-2.east.spread.shop.svc A | NOERROR = A 172.20.0.2",
        "172-20-0-2.west.spread.shop.svc A | NXDOMAIN / clusterset.local. SOA",
        "db-0.east.spread.shop.svc SRV    | NOERROR = SRV 0 100 80 db-0.east.spread.shop.svc + A 172.20.0.1",
        "_http._tcp.spread.shop.svc A     | NOERROR = A 172.20.0.1, A 172.20.0.2, A 172.20.1.1",
        "lost.shop.svc A                  | NXDOMAIN / clusterset.local. SOA",
        "dual.shop.svc A                  | NXDOMAIN / clusterset.local. SOA",
        "shop.svc A                       | NOERROR / clusterset.local. SOA",
        "nowhere.svc A                    | NXDOMAIN / clusterset.local. SOA",
        "a.b.c.front.shop.svc A           | NXDOMAIN / clusterset.local. SOA",
        "@ SOA                            | NOERROR = SOA",
        "@ NS                             | NOERROR = NS ns.dns + ns.dns A 192.0.2.2",
        "dns-version TXT                  | NOERROR = TXT 1.1.0",
      })
  void answers(String question, String reply) {
    String[] words = question.split(" ");
    String name = words[0].equals("@") ? "clusterset.local." : words[0] + ".clusterset.local.";
    assertThat(text(tester.ask(name, Type.value(words[1])))).isEqualTo(reply);
  }

  @Test
  void leavesTheOtherZonesAsTheyAre() {
    assertThat(text(tester.ask("dual.shop.svc.cluster.local.", Type.A)))
        .isEqualTo("NOERROR = A 10.96.1.2");
    assertThat(tester.ask("front.shop.svc.cluster.local.", Type.A).getRcode())
        .isEqualTo(Rcode.NXDOMAIN);
    assertThat(tester.ask("1.1.42.10.in-addr.arpa.", Type.PTR).getRcode())
        .isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void asksForImportsAndTheirSlicesOnly() {
    assertThat(api.requests(IMPORTS)).isNotEmpty();
    assertThat(api.requests(SLICES))
        .anyMatch(
            request -> request.contains("labelSelector=multicluster.kubernetes.io%2Fservice-name"));
  }

  @Test
  void isTransferred() {
    Message query = PluginTester.query("clusterset.local.", Type.AXFR);
    var reply = tester.send(query.toWire(), Transport.TCP);
    Awaitility.await("the zone is made on a thread of its own")
        .pollInterval(Duration.ofMillis(2))
        .until(() -> {
          tester.loop().runTasks();
          return !reply.pending();
        });
    List<Record> records = reply.message().getSection(Section.ANSWER);
    assertThat(records)
        .anyMatch(record -> record.toString().startsWith("db-0.west.spread.shop.svc.clusterset"))
        .noneMatch(record -> record.getName().toString().startsWith("dual."));
  }
}
