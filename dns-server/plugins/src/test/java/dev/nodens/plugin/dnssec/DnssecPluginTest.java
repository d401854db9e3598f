package dev.nodens.plugin.dnssec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.PluginException;
import dev.nodens.core.Transport;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.corefile.CorefileException;
import dev.nodens.plugin.Plugins;
import dev.nodens.zone.sign.KeyFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

final class DnssecPluginTest {
  private final TestPlatform platform = new TestPlatform();
  @TempDir private Path folder;
  private DNSKEYRecord ksk;
  private DNSKEYRecord zsk;

  @BeforeEach
  void prepare() throws IOException {
    ksk = KeyFiles.write(folder, "ksk", "example.org.", KeyFiles.KSK, 13);
    zsk = KeyFiles.write(folder, "zsk", "example.org.", KeyFiles.ZSK, 13);
    platform.blocking = Runnable::run;
  }

  private PluginTester serve(String directive) {
    String corefile =
        """
        . {
          root %s
          %s
          template IN A example.org other.net {
            match ^(www|a)[.]
            answer "{{ .Name }} 60 IN A 192.0.2.1"
            answer "{{ .Name }} 60 IN A 192.0.2.2"
            fallthrough
          }
          template ANY ANY example.org {
            match [.]sub[.]
            authority "sub.example.org. 60 IN NS ns.sub.example.org."
            fallthrough
          }
          template ANY ANY example.org {
            rcode NXDOMAIN
            authority "example.org. 30 IN SOA ns.example.org. host.example.org. (1 2 3 4 30)"
          }
        }
        """
            .formatted(folder, directive.replace(';', '\n'));
    return PluginTester.of(platform, corefile, Plugins.ORDER);
  }

  private static Message ask(PluginTester tester, String name, int type, boolean dnssecOk) {
    Message query = PluginTester.query(name, type);
    query.getHeader().setID(7);
    if (dnssecOk) {
      query.addRecord(
          new org.xbill.DNS.OPTRecord(4096, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
    }
    var reply = tester.send(query.toWire(), Transport.UDP);
    tester.loop().runTasks();
    return reply.message();
  }

  /// The record sets of a section, with their signatures, each of which is checked.
  private List<RRset> verified(Message reply, int section, DNSKEYRecord key) throws Exception {
    List<RRset> sets = new ArrayList<>();
    for (RRset set : reply.getSectionRRsets(section)) {
      if (set.getType() != Type.OPT) {
        for (RRSIGRecord signature : set.sigs()) {
          assertThat(signature.getOrigTTL()).isEqualTo(3600);
          assertThat(signature.getTTL()).isEqualTo(set.getTTL());
          DNSSEC.verify(set, signature, key, platform.now);
        }
        sets.add(set);
      }
    }
    return sets;
  }

  @Test
  void signsAnswersForClientsThatAsk() throws Exception {
    PluginTester tester = serve("dnssec example.org {;key file ksk;}");
    Message reply = ask(tester, "www.example.org.", Type.A, true);
    List<RRset> sets = verified(reply, Section.ANSWER, ksk);
    assertThat(sets).hasSize(1);
    assertThat(sets.getFirst().sigs()).hasSize(1);
    assertThat(sets.getFirst().sigs().getFirst().getSigner()).hasToString("example.org.");
    assertThat(ask(tester, "www.example.org.", Type.A, false).getSectionRRsets(Section.ANSWER))
        .allSatisfy(set -> assertThat(set.sigs()).isEmpty());
    assertThat(ask(tester, "www.other.net.", Type.A, true).getSectionRRsets(Section.ANSWER))
        .allSatisfy(set -> assertThat(set.sigs()).isEmpty());
  }

  @Test
  void signsOnceAndCounts() {
    PluginTester tester = serve("dnssec example.org {;key file ksk.key;}");
    Message first = ask(tester, "www.example.org.", Type.A, true);
    assertThat(ask(tester, "www.example.org.", Type.A, true).getSection(Section.ANSWER))
        .isEqualTo(first.getSection(Section.ANSWER));
    assertThat(tester.counter("coredns_dnssec_cache_hits_total", "dns://:53")).isEqualTo(1);
    assertThat(tester.counter("coredns_dnssec_cache_misses_total", "dns://:53")).isEqualTo(1);
    platform.now = platform.now.plus(Duration.ofDays(6)).plusSeconds(1);
    ask(tester, "www.example.org.", Type.A, true);
    assertThat(tester.counter("coredns_dnssec_cache_misses_total", "dns://:53"))
        .as("two days before its end a signature is made anew")
        .isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no.example.org. | A   | \\000.no.example.org. HINFO TXT AAAA LOC SRV CERT SSHFP RRSIG NSEC TLSA HIP OPENPGPKEY SPF",
        "no.example.org. | MX  | \\000.no.example.org. A HINFO TXT AAAA LOC SRV CERT SSHFP RRSIG NSEC TLSA HIP OPENPGPKEY SPF",
        "no.example.org. | DS  | \\000.no.example.org. A NS HINFO TXT AAAA LOC SRV CERT SSHFP RRSIG NSEC TLSA HIP OPENPGPKEY SPF",
        "example.org.    | MX  | \\000.example.org. A NS SOA HINFO TXT AAAA LOC SRV CERT SSHFP RRSIG NSEC DNSKEY TLSA HIP OPENPGPKEY SPF",
      })
  void denialsAreNodataWithAProof(String name, String type, String nsec) throws Exception {
    Message reply = ask(serve("dnssec example.org {;key file ksk;}"), name, Type.value(type), true);
    assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
    List<RRset> sets = verified(reply, Section.AUTHORITY, ksk);
    assertThat(sets).hasSize(2).allSatisfy(set -> assertThat(set.sigs()).hasSize(1));
    assertThat(sets.getLast().first().rdataToString()).isEqualTo(nsec);
  }

  @Test
  void aQuestionForNsecIsAnsweredByIt() throws Exception {
    Message reply =
        ask(serve("dnssec example.org {;key file ksk;}"), "no.example.org.", Type.NSEC, true);
    List<RRset> sets = verified(reply, Section.ANSWER, ksk);
    assertThat(sets).hasSize(1);
    assertThat(((NSECRecord) sets.getFirst().first()).hasType(Type.NSEC)).isTrue();
    assertThat(reply.getSection(Section.AUTHORITY)).isEmpty();
  }

  @Test
  void referralsProveThatTheCutHasNoDs() throws Exception {
    Message reply =
        ask(serve("dnssec example.org {;key file ksk;}"), "x.sub.example.org.", Type.A, true);
    List<RRset> sets = verified(reply, Section.AUTHORITY, ksk);
    assertThat(sets).hasSize(2);
    RRset nsec = sets.stream().filter(s -> s.getType() == Type.NSEC).findFirst().orElseThrow();
    assertThat(nsec.getName()).hasToString("sub.example.org.");
    assertThat(((NSECRecord) nsec.first()).getNext()).hasToString("sub\\000.example.org.");
    assertThat(nsec.sigs()).hasSize(1);
  }

  @Test
  void answersWithItsKeys() throws Exception {
    PluginTester tester = serve("dnssec example.org {;key file ksk zsk;}");
    Message reply = ask(tester, "example.org.", Type.DNSKEY, true);
    List<RRset> sets = verified(reply, Section.ANSWER, ksk);
    assertThat(sets).hasSize(1);
    assertThat(sets.getFirst().rrs(false)).containsExactlyInAnyOrder(ksk, zsk);
    assertThat(ask(tester, "example.org.", Type.DNSKEY, false).getSection(Section.ANSWER))
        .hasSize(2);
  }

  @Test
  void keysForDataSignData() throws Exception {
    PluginTester tester = serve("dnssec example.org {;key file ksk zsk;}");
    Message reply = ask(tester, "www.example.org.", Type.A, true);
    assertThat(verified(reply, Section.ANSWER, zsk).getFirst().sigs()).hasSize(1);
  }

  @Test
  void withoutKeysEverythingStaysAsItIs() {
    Message reply = ask(serve("dnssec example.org"), "no.example.org.", Type.A, true);
    assertThat(reply.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(reply.getSection(Section.AUTHORITY).stream().map(Record::getType))
        .containsExactly(Type.SOA);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dnssec {;key;}               | Wrong argument count or unexpected line ending after 'key'",
        "dnssec {;key file;}          | Wrong argument count or unexpected line ending after 'file'",
        "dnssec {;key directory x;}   | unknown property 'x'",
        "dnssec {;key aws_secretsmanager x;} | aws_secretsmanager is not part of Nodens",
        "dnssec {;cache_capacity;}    | Wrong argument count or unexpected line ending after 'cache_capacity'",
        "dnssec {;cache_capacity x;}  | strconv.Atoi: parsing \"x\": invalid syntax",
        "dnssec {;nonsense;}          | unknown property 'nonsense'",
        "dnssec;dnssec                | this plugin can only be used once per Server Block",
      })
  void refuses(String directive, String message) {
    assertThatThrownBy(() -> serve(directive))
        .isInstanceOf(CorefileException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesKeysThatAreNotThereOrSignNothing() {
    assertThatThrownBy(() -> serve("dnssec example.org {;key file gone;}"))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("gone.key: no such file or directory");
    assertThatThrownBy(() -> serve("dnssec example.net {;key file ksk;}"))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining(
            "key example.org. (keyid: " + ksk.getFootprint() + ") can not sign any of the zones");
  }
}
