package dev.nodens.e2e.differential;

import dev.nodens.verify.compare.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferException;
import org.xbill.DNS.ZoneTransferIn;

/// The same UPDATE messages to both servers: the replies, what the zones hold in between, and at
/// the end each server started anew on the database of the other one, which was killed.
final class UpdateRun {
  private static final String SCENARIO = "update";
  private static final int AT_ONCE = 20;

  private static final String COREFILE =
      """
      dyn.test {
        tsig {
          secret key. %1$s
          secret narrow. %1$s
          secret stranger. %1$s
          require_opcode UPDATE
        }
        transfer {
          to *
        }
        dynupdate {
          file {$SEED}
          database {$DATABASE}
          allow key. * *
          allow narrow. a.dyn.test. A TXT
          allow narrow. b.dyn.test. ANY
          max_records 40
        }
      }
      plain.test {
        whoami
      }
      """
          .formatted(UpdateMaker.SECRET);

  private static final String SEED =
      """
      $ORIGIN dyn.test.
      $TTL 300
      @   IN SOA ns root 7 3600 600 86400 60
      @      NS  ns
      ns     A   192.0.2.1
      www    A   192.0.2.2
      www    A   192.0.2.3
      a      TXT "first"
      """;

  private final Surroundings surroundings;
  private final Findings findings;
  private final int requests;
  private final UpdateMaker maker;
  private final Map<String, Integer> rcodes = new TreeMap<>();

  UpdateRun(Surroundings surroundings, Findings findings, int requests, long seed) {
    this.surroundings = surroundings;
    this.findings = findings;
    this.requests = requests;
    maker = new UpdateMaker(new SplittableRandom(seed));
  }

  void run() throws IOException {
    Path folder = surroundings.folder(SCENARIO);
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("seed"), SEED);
    Files.deleteIfExists(folder.resolve("coredns.db"));
    Files.deleteIfExists(folder.resolve("second.db"));
    long start = System.nanoTime();
    SortedSet<String> zone;
    try (Servers servers = servers("coredns.db", "second.db")) {
      for (int i = 1; i <= requests; i++) {
        ask(i, servers);
        if (i % AT_ONCE == 0 || i == requests) {
          compareZones("zone", servers);
        }
      }
      zone = zone(servers.theirs());
    }
    try (Servers servers = servers("second.db", "coredns.db")) {
      if (!zone(servers.theirs()).equals(zone)) {
        findings.add(SCENARIO, "update.exchanged", "-", new TreeSet<>(List.of("zone")), "" + zone);
      }
      compareZones("exchanged", servers);
      ask(requests + 1, servers);
    }
    System.out.printf(
        "  %-22s %5d UPDATE messages %s, %.1f s%n",
        SCENARIO, requests, rcodes, (System.nanoTime() - start) / 1e9);
  }

  private Servers servers(String theirDatabase, String ourDatabase) throws IOException {
    return Servers.start(
        () -> start("coredns", surroundings.coreDns(), theirDatabase),
        () -> start("second", surroundings.nodens(), ourDatabase));
  }

  private DnsProcess start(String name, List<String> program, String database) throws IOException {
    Path folder = surroundings.folder(SCENARIO);
    Map<String, String> variables = new HashMap<>(surroundings.variables());
    variables.put("SEED", folder.resolve("seed").toString());
    variables.put("DATABASE", folder.resolve(database).toString());
    return DnsProcess.start(folder, name, program, COREFILE, variables);
  }

  private void ask(int number, Servers servers) throws IOException {
    UpdateMaker.Request request = maker.next();
    var replies = SignedReplies.ask(servers, request.message(), request.octets(), number % 3 == 0);
    rcodes.merge(replies.rcode(), 1, Integer::sum);
    SortedSet<String> aspects = replies.aspects();
    if (!aspects.isEmpty()) {
      findings.add(SCENARIO, "update.request", "SOA", aspects, replies.text(request.message()));
    }
  }

  private void compareZones(String shape, Servers servers) throws IOException {
    SortedSet<String> their = zone(servers.theirs());
    SortedSet<String> our = zone(servers.ours());
    if (!their.equals(our)) {
      var aspects = new TreeSet<String>();
      their.stream().filter(rr -> !our.contains(rr)).forEach(rr -> aspects.add("zone:-" + rr));
      our.stream().filter(rr -> !their.contains(rr)).forEach(rr -> aspects.add("zone:+" + rr));
      findings.add(SCENARIO, "update." + shape, "AXFR", aspects, their + "\n" + our);
    }
  }

  private static SortedSet<String> zone(DnsProcess server) throws IOException {
    var transfer = ZoneTransferIn.newAXFR(UpdateMaker.ZONE, Raw.address(server), null);
    try {
      transfer.run();
    } catch (ZoneTransferException e) {
      throw new IOException(e);
    }
    var records = new TreeSet<String>();
    for (Record record : transfer.getAXFR()) {
      records.add(
          record.getName().canonicalize()
              + " "
              + record.getTTL()
              + " "
              + Type.string(record.getType())
              + " "
              + text(record));
    }
    return records;
  }

  /// Names in the data in lower case.
  private static String text(Record record) throws IOException {
    byte[] data = record.rdataToWireCanonical();
    return Record.newRecord(
            record.getName(), record.getType(), record.getDClass(), 0, data.length, data)
        .rdataToString();
  }
}
