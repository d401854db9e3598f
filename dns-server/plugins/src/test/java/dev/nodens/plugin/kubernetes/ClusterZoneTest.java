package dev.nodens.plugin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.Transport;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.plugin.transfer.TransferPlugin;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// The cluster's zones as they are transferred.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClusterZoneTest {
  private PluginTester tester;

  @BeforeAll
  void serve() {
    var platform = new TestPlatform();
    platform.apiServers = World.cluster();
    platform.addresses = List.of(InetAddress.ofLiteral("192.0.2.2"));
    String corefile =
        """
        . {
          transfer {
            to *
          }
          kubernetes cluster.local in-addr.arpa ip6.arpa
        }
        """;
    tester =
        PluginTester.of(platform, corefile, List.of(new TransferPlugin(), new KubernetesPlugin()));
  }

  private List<Record> transfer(Message query) {
    var reply = tester.send(query.toWire(), Transport.TCP);
    Awaitility.await("the zone is made on a thread of its own")
        .pollInterval(Duration.ofMillis(2))
        .until(() -> {
          tester.loop().runTasks();
          return !reply.pending();
        });
    assertThat(reply.message().getRcode()).isEqualTo(Rcode.NOERROR);
    List<Record> records = new ArrayList<>();
    for (byte[] part : reply.parts()) {
      records.addAll(read(part));
    }
    records.addAll(reply.message().getSection(Section.ANSWER));
    return records;
  }

  private static List<Record> read(byte[] octets) {
    try {
      return new Message(octets).getSection(Section.ANSWER);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<Record> axfr(String zone) {
    return transfer(PluginTester.query(zone, Type.AXFR));
  }

  private static List<String> of(List<Record> records, String owner) {
    return records.stream()
        .filter(record -> record.getName().toString().equals(owner))
        .map(record -> Type.string(record.getType()) + " " + record.rdataToString())
        .sorted()
        .toList();
  }

  @Test
  void holdsServicesEndpointsAndPorts() {
    List<Record> zone = axfr("cluster.local.");
    assertThat(zone.getFirst()).isInstanceOf(SOARecord.class).isEqualTo(zone.getLast());
    assertThat(of(zone, "web.shop.svc.cluster.local."))
        .containsExactly(
            "A 10.96.1.1",
            "SRV 0 100 443 web.shop.svc.cluster.local.",
            "SRV 0 100 80 web.shop.svc.cluster.local.");
    assertThat(of(zone, "_http._tcp.web.shop.svc.cluster.local."))
        .containsExactly("SRV 0 100 80 web.shop.svc.cluster.local.");
    assertThat(of(zone, "pod-two.hdls.shop.svc.cluster.local."))
        .containsExactly("A 172.16.0.2", "AAAA fd00:0:0:0:0:0:0:2");
    assertThat(of(zone, "_http._tcp.hdls.shop.svc.cluster.local."))
        .contains("SRV 0 20 80 172-16-0-1.hdls.shop.svc.cluster.local.");
    assertThat(of(zone, "ext.shop.svc.cluster.local.")).containsExactly("CNAME www.example.org.");
    assertThat(of(zone, "cluster.local.")).contains("NS ns.dns.cluster.local.");
    assertThat(of(zone, "ns.dns.cluster.local.")).containsExactly("A 192.0.2.2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster.local.", "in-addr.arpa.", "ip6.arpa."})
  void everyRecordIsWhatAQuestionIsAnsweredWith(String zone) {
    Set<Integer> compared = Set.of(Type.A, Type.AAAA, Type.CNAME, Type.PTR);
    int seen = 0;
    for (Record record : axfr(zone)) {
      if (compared.contains(record.getType())) {
        Message reply = tester.ask(record.getName().toString(), record.getType());
        assertThat(reply.getSection(Section.ANSWER)).as("%s", record).contains(record);
        seen++;
      }
    }
    assertThat(seen).isGreaterThan(3);
  }

  @Test
  void addressesOfClusterIpsBelongToServices() {
    Set<String> reverse = new TreeSet<>();
    axfr("in-addr.arpa.").stream()
        .filter(record -> record.getType() == Type.PTR)
        .forEach(record -> reverse.add(record.getName() + " " + record.rdataToString()));
    assertThat(reverse)
        .contains(
            "1.1.96.10.in-addr.arpa. web.shop.svc.cluster.local.",
            "1.0.16.172.in-addr.arpa. 172-16-0-1.hdls.shop.svc.cluster.local.",
            "1.1.16.172.in-addr.arpa. hdup-1.hdup.shop.svc.cluster.local."
                .replace("hdup-1", "172-16-1-1"));
  }

  @Test
  void whoHasTheZoneAlreadyGetsItsSoaRecordAlone() throws IOException {
    var soa = (SOARecord) axfr("cluster.local.").getFirst();
    Message query = PluginTester.query("cluster.local.", Type.IXFR);
    var name = new Name("cluster.local.");
    query.addRecord(
        new SOARecord(name, 1, 0, name, name, soa.getSerial(), 0, 0, 0, 0), Section.AUTHORITY);
    assertThat(transfer(query)).hasSize(1).first().isEqualTo(soa);
  }

  @Test
  void onlyWholeZonesAreTransferred() {
    Message query = PluginTester.query("svc.cluster.local.", Type.AXFR);
    var reply = tester.send(query.toWire(), Transport.TCP);
    tester.loop().runTasks();
    assertThat(reply.message().getRcode()).isEqualTo(Rcode.REFUSED);
  }
}
