package dev.nodens.e2e.differential;

import dev.nodens.verify.ask.Question;
import dev.nodens.verify.compare.Comparison;
import dev.nodens.verify.compare.Findings;
import dev.nodens.verify.compare.Reply;
import dev.nodens.verify.compare.Rules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Zone transfers of both servers: whole zones (AXFR) of files and of the cluster, and what is said
/// to a client that has the zone, an older or a newer one (IXFR).
final class TransferRun {
  private static final String SCENARIO = "transfer";

  private static final String COREFILE =
      """
      example.test 192.0.2.0/24 signed.test {
        transfer {
          to *
        }
        file {$FILES}/zones/db.example.test example.test
        file {$FILES}/zones/db.2.0.192 2.0.192.in-addr.arpa
        file {$FILES}/zones/db.signed.test signed.test
      }
      closed.test {
        transfer {
          to 192.0.2.99
        }
        file {$FILES}/zones/db.signed.test signed.test
      }
      cluster.local clusterset.test ext.test 2.0.198.in-addr.arpa 10.0.0.0/8 {
        transfer {
          to *
        }
        kubernetes cluster.local clusterset.test 10.0.0.0/8 {
          kubeconfig {$KUBECONFIG}
          multicluster clusterset.test
        }
        k8s_external ext.test {
          headless
        }
      }
      """;

  private static final List<String> ZONES =
      List.of(
          "file example.test",
          "file 2.0.192.in-addr.arpa",
          "file signed.test",
          "below www.example.test",
          "closed closed.test",
          "cluster cluster.local",
          "clusterset clusterset.test",
          "external ext.test",
          "reverse 10.in-addr.arpa",
          "nowhere nowhere.test");

  private final Surroundings surroundings;
  private final Findings findings;
  private int records;

  TransferRun(Surroundings surroundings, Findings findings) {
    this.surroundings = surroundings;
    this.findings = findings;
  }

  void run() throws IOException {
    try (Servers servers = surroundings.servers(SCENARIO, COREFILE)) {
      DnsProcess theirs = servers.theirs();
      DnsProcess ours = servers.ours();
      for (String line : ZONES) {
        String kind = line.split(" ")[0];
        Name zone = Question.name(line.split(" ")[1]);
        whole(kind, zone, theirs, ours);
        overUdp(kind, zone, theirs, ours);
        for (int ahead : new int[] {-1, 0, 1}) {
          since(kind, zone, ahead, theirs, ours);
        }
      }
    }
    System.out.printf("  %-22s %5d zones, %d records%n", SCENARIO, ZONES.size(), records);
  }

  private static Message question(Name zone, int type) {
    return Message.newQuery(Record.newRecord(zone, type, DClass.IN));
  }

  private void whole(String kind, Name zone, DnsProcess theirs, DnsProcess ours)
      throws IOException {
    byte[] query = question(zone, Type.AXFR).toWire();
    compare("axfr-" + kind, zone, transfer(theirs, query), transfer(ours, query));
  }

  private void overUdp(String kind, Name zone, DnsProcess theirs, DnsProcess ours)
      throws IOException {
    byte[] query = question(zone, Type.AXFR).toWire();
    Reply their = Reply.read(Raw.udp(theirs, query), 0);
    Reply our = Reply.read(Raw.udp(ours, query), 0);
    report("udp-" + kind, zone, Comparison.of(their, our, new Rules(0, false)), their, our);
  }

  /// Each server is told its own serial number, or one beside it.
  private void since(String kind, Name zone, int ahead, DnsProcess theirs, DnsProcess ours)
      throws IOException {
    String shape = "ixfr-" + kind + (ahead < 0 ? "-older" : ahead > 0 ? "-newer" : "");
    Transferred their = transfer(theirs, since(theirs, zone, ahead));
    Transferred our = transfer(ours, since(ours, zone, ahead));
    compare(shape, zone, their, our);
  }

  private static byte[] since(DnsProcess server, Name zone, int ahead) throws IOException {
    var soa = new Message(Raw.udp(server, question(zone, Type.SOA).toWire()));
    Message query = question(zone, Type.IXFR);
    long serial = 1;
    for (Record record : soa.getSection(Section.ANSWER)) {
      serial = record instanceof SOARecord found ? found.getSerial() : serial;
    }
    Name name = Name.fromConstantString("x.");
    query.addRecord(
        new SOARecord(zone, DClass.IN, 0, name, name, serial + ahead & 0xffffffffL, 1, 1, 1, 1),
        Section.AUTHORITY);
    return query.toWire();
  }

  private static Transferred transfer(DnsProcess server, byte[] query) throws IOException {
    var all = new ArrayList<Record>();
    List<byte[]> messages =
        Raw.tcp(
            server,
            query,
            octets -> {
              var message = new Message(octets);
              all.addAll(message.getSection(Section.ANSWER));
              return message.getRcode() != Rcode.NOERROR || isComplete(all);
            });
    String rcode =
        messages.isEmpty() ? "silence" : Rcode.string(new Message(messages.getFirst()).getRcode());
    return Transferred.of(rcode, all);
  }

  /// A transfer ends with its second SOA record; a single one says that nothing is new.
  private static boolean isComplete(List<Record> records) {
    long ends = records.stream().filter(SOARecord.class::isInstance).count();
    return ends >= 2 || records.size() == 1 && ends == 1;
  }

  private void compare(String shape, Name zone, Transferred their, Transferred our) {
    records += our.size();
    report(shape, zone, their.aspects(our), their.missingIn(our), our.missingIn(their));
  }

  private void report(
      String shape, Name zone, SortedSet<String> aspects, Object their, Object our) {
    if (!aspects.isEmpty()) {
      String type = shape.startsWith("ixfr") ? "IXFR" : "AXFR";
      String text = zone + " " + shape + "\n  CoreDNS: " + their + "\n  here:    " + our;
      findings.add(SCENARIO, "transfer." + shape, type, aspects, text);
    }
  }
}
