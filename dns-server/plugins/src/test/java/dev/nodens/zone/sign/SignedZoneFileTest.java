package dev.nodens.zone.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.wire.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Master;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

final class SignedZoneFileTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String ZONE =
      """
      $ORIGIN example.org.
      $TTL 300
      @ IN SOA ns host 7 3600 600 86400 60
      @ NS ns
      @ NSEC old.example.org. A
      ns A 192.0.2.1
      *.wild TXT "any thing"
      sub NS ns.sub
      sub DS 1 8 2 0000000000000000000000000000000000000000000000000000000000000000
      ns.sub A 192.0.2.2
      plain NS ns.sub
      Zed A 192.0.2.3
      """;

  @TempDir private Path folder;
  private DNSKEYRecord key;
  private SignedZoneFile file;

  @BeforeEach
  void prepare() throws IOException {
    key = KeyFiles.write(folder, "k", "other.name.", KeyFiles.KSK, 13);
    Files.writeString(folder.resolve("db"), ZONE);
    file = signing("db");
  }

  private SignedZoneFile signing(String source) throws IOException {
    return new SignedZoneFile(
        Name.parse("example.org."),
        folder.resolve(source),
        folder.resolve("db.example.org.signed"),
        List.of(SigningKey.read(folder.resolve("k"))));
  }

  private List<Record> signed() throws IOException {
    List<Record> records = new ArrayList<>();
    try (var master = new Master(file.target().toString())) {
      for (Record r = master.nextRecord(); r != null; r = master.nextRecord()) {
        records.add(r);
      }
    }
    return records;
  }

  @Test
  void everySetOfTheZoneHasAValidSignature() throws Exception {
    assertThat(file.sign(NOW, Duration.ofHours(1), Duration.ZERO)).isEqualTo(NOW.getEpochSecond());
    Map<String, RRset> sets = new LinkedHashMap<>();
    for (Record record : signed()) {
      int type = record instanceof RRSIGRecord sig ? sig.getTypeCovered() : record.getType();
      RRset set =
          sets.computeIfAbsent(record.getName() + " " + Type.string(type), k -> new RRset());
      if (record instanceof RRSIGRecord sig) {
        set.addRR(sig);
      } else {
        set.addRR(record);
      }
    }
    List<String> unsigned = new ArrayList<>();
    DNSKEYRecord published = (DNSKEYRecord) sets.get("example.org. DNSKEY").first();
    assertThat(published.getKey()).isEqualTo(key.getKey());
    for (Map.Entry<String, RRset> set : sets.entrySet()) {
      if (set.getValue().sigs().isEmpty()) {
        unsigned.add(set.getKey());
      } else {
        DNSSEC.verify(set.getValue(), set.getValue().sigs().getFirst(), published, NOW);
      }
    }
    assertThat(unsigned)
        .as("delegations, and what is below them")
        .containsExactlyInAnyOrder(
            "plain.example.org. NS", "sub.example.org. NS", "ns.sub.example.org. A");
    assertThat(sets).containsKeys("example.org. CDS", "example.org. CDNSKEY");
    assertThat(((SOARecord) signed().getFirst()).getSerial()).isEqualTo(NOW.getEpochSecond());
  }

  @Test
  void theChainOfNsecRecordsIsClosedAndSaysWhatThereIs() throws IOException {
    file.sign(NOW, Duration.ZERO, Duration.ZERO);
    assertThat(signed().stream().filter(NSECRecord.class::isInstance).map(Record::toString))
        .containsExactly(
            "example.org.\t\t60\tIN\tNSEC\tns.example.org. NS SOA RRSIG NSEC DNSKEY CDS CDNSKEY",
            "ns.example.org.\t\t60\tIN\tNSEC\tplain.example.org. A RRSIG NSEC",
            "plain.example.org.\t60\tIN\tNSEC\tsub.example.org. NS RRSIG NSEC",
            "sub.example.org.\t60\tIN\tNSEC\t*.wild.example.org. NS DS RRSIG NSEC",
            "*.wild.example.org.\t60\tIN\tNSEC\tZed.example.org. TXT RRSIG NSEC",
            "Zed.example.org.\t60\tIN\tNSEC\texample.org. A RRSIG NSEC");
  }

  @Test
  void isDueUntilSignedAndWhenSignaturesGetOld() throws IOException {
    assertThat(file.due(NOW)).contains("open " + file.target() + ": no such file or directory");
    file.sign(NOW, Duration.ZERO, Duration.ZERO);
    assertThat(file.due(NOW)).isEmpty();
    assertThat(file.due(NOW.plus(Duration.ofDays(5)))).isEmpty();
    assertThat(file.due(NOW.plus(Duration.ofDays(6))))
        .hasValueSatisfying(why -> assertThat(why).contains("was more than 144h ago"));
    assertThat(file.due(NOW.minus(Duration.ofDays(1))))
        .hasValueSatisfying(why -> assertThat(why).contains("in the future"));
    file.sign(NOW, Duration.ZERO, Duration.ofDays(-26));
    assertThat(file.due(NOW))
        .hasValueSatisfying(why -> assertThat(why).contains("is less than 168h away"));
  }

  @Test
  void aSignedFileCanBeSignedAgain() throws IOException {
    file.sign(NOW, Duration.ZERO, Duration.ZERO);
    int before = signed().size();
    Files.copy(file.target(), folder.resolve("again"));
    file = signing("again");
    file.sign(NOW.plusSeconds(9), Duration.ZERO, Duration.ZERO);
    assertThat(signed()).hasSize(before);
  }

  @Test
  void leavesTheOldFileWhenSigningFails() throws IOException {
    file.sign(NOW, Duration.ZERO, Duration.ZERO);
    String before = Files.readString(file.target());
    Files.writeString(folder.resolve("bad"), "example.org. 60 IN A 192.0.2.1\n");
    assertThatThrownBy(() -> signing("bad").sign(NOW, Duration.ZERO, Duration.ZERO))
        .hasMessageContaining("no SOA record");
    assertThatThrownBy(() -> signing("gone").sign(NOW, Duration.ZERO, Duration.ZERO))
        .hasMessageContaining("gone: no such file");
    assertThat(Files.readString(file.target())).isEqualTo(before);
  }
}
