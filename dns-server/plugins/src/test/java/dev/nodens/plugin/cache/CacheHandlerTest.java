package dev.nodens.plugin.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.Transport;
import dev.nodens.core.testing.PluginTester;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

final class CacheHandlerTest {
  private static final String NAME = "www.example.org.";
  private static final String SOA =
      "example.org. %d IN SOA ns.example.org. admin.example.org. 1 7200 1800 86400 60";

  private final Backend backend = new Backend();

  @Test
  void answersAgainWithoutAskingAndCountsTtlsDown() {
    PluginTester tester = start("cache");
    backend.answers("www.example.org. 300 IN A 10.0.0.1");
    Message miss = tester.ask(NAME, Type.A);
    tester.loop().advance(Duration.ofMillis(2999));
    Message hit = tester.ask(NAME, Type.A);
    assertThat(backend.times()).isEqualTo(1);
    assertThat(ttls(miss)).containsExactly(300L);
    assertThat(ttls(hit)).containsExactly(298L);
    assertThat(hit.getSection(Section.ANSWER)).isEqualTo(miss.getSection(Section.ANSWER));
    assertThat(hit.getHeader().getFlag(Flags.RA)).isTrue();
    tester.loop().advance(Duration.ofSeconds(300));
    tester.ask(NAME, Type.A);
    assertThat(backend.times()).isEqualTo(2);
  }

  @Test
  void copiesIdFlagsAndCaseOfTheQueryAtHand() {
    PluginTester tester = start("cache");
    backend.answers("www.example.org. 300 IN A 10.0.0.1");
    tester.ask(NAME, Type.A);
    Message query = PluginTester.query("WWW.example.ORG.", Type.A);
    query.getHeader().unsetFlag(Flags.RD);
    Message hit = tester.ask(query);
    assertThat(backend.times()).isEqualTo(1);
    assertThat(hit.getHeader().getID()).isEqualTo(query.getHeader().getID());
    assertThat(hit.getHeader().getFlag(Flags.RD)).isFalse();
    assertThat(hit.getQuestion().getName()).hasToString("WWW.example.ORG.");
  }

  @ParameterizedTest(name = "{0} leaves with {1}")
  @CsvSource({"0, 5", "4, 5", "5, 5", "30, 30", "3600, 3600", "86400, 3600"})
  void positiveTtlsStayBetweenFloorAndCeiling(long ttl, long expected) {
    PluginTester tester = start("cache");
    backend.answers("www.example.org. %d IN A 10.0.0.1".formatted(ttl));
    assertThat(ttls(tester.ask(NAME, Type.A))).containsExactly(expected);
    assertThat(ttls(tester.ask(NAME, Type.A))).containsExactly(expected);
    assertThat(backend.times()).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0} leaves with {1}")
  @CsvSource({"0, 5", "30, 30", "1800, 1800", "3600, 1800"})
  void negativeTtlsAreTheRecordsTtlNotTheSoaMinimum(long ttl, long expected) {
    PluginTester tester = start("cache");
    backend.denies(Rcode.NXDOMAIN, SOA.formatted(ttl));
    assertThat(ttls(tester.ask(NAME, Type.A))).containsExactly(expected);
    assertThat(tester.ask(NAME, Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(backend.times()).isEqualTo(1);
  }

  @Test
  void everyRecordGetsTheLeastTtl() {
    PluginTester tester = start("cache");
    backend.answers(message -> {
      Backend.add(
          message,
          Section.ANSWER,
          "www.example.org. 300 IN CNAME web.example.org.",
          "web.example.org. 30 IN A 10.0.0.1");
      Backend.add(message, Section.AUTHORITY, "example.org. 900 IN NS ns.example.org.");
      Backend.add(message, Section.ADDITIONAL, "ns.example.org. 60 IN A 10.0.0.2");
    });
    assertThat(ttls(tester.ask(NAME, Type.A))).containsExactly(30L, 30L, 30L, 30L);
    tester.loop().advance(Duration.ofSeconds(10));
    assertThat(ttls(tester.ask(NAME, Type.A))).containsExactly(20L, 20L, 20L, 20L);
  }

  @Test
  void ownTtlsAndFloorsHold() {
    PluginTester tester = start("cache {\n success 1024 20 10\n denial 1024 9 2\n}");
    backend.answers("www.example.org. 300 IN A 10.0.0.1");
    assertThat(ttls(tester.ask(NAME, Type.A))).containsExactly(20L);
    backend.answers("www.example.org. 1 IN A 10.0.0.1");
    assertThat(ttls(tester.ask("b.example.org.", Type.MX))).containsExactly(10L);
    backend.denies(Rcode.NXDOMAIN, SOA.formatted(1));
    assertThat(ttls(tester.ask("c.example.org.", Type.A))).containsExactly(2L);
    backend.denies(Rcode.NXDOMAIN, SOA.formatted(100));
    assertThat(ttls(tester.ask("d.example.org.", Type.A))).containsExactly(9L);
  }

  @Test
  void keepttlShowsTheTtlThatWasStored() {
    PluginTester tester = start("cache {\n keepttl\n}");
    backend.answers("www.example.org. 300 IN A 10.0.0.1");
    tester.ask(NAME, Type.A);
    tester.loop().advance(Duration.ofSeconds(100));
    assertThat(ttls(tester.ask(NAME, Type.A))).containsExactly(300L);
    assertThat(backend.times()).isEqualTo(1);
  }

  @Test
  void keepsByNameTypeClassDoAndCd() {
    PluginTester tester = start("cache");
    backend.answers("www.example.org. 300 IN A 10.0.0.1");
    tester.ask(NAME, Type.A);
    tester.ask("other.example.org.", Type.A);
    tester.ask(NAME, Type.ANY);
    assertThat(backend.times()).isEqualTo(3);

    Message secure = PluginTester.query(NAME, Type.A);
    secure.addRecord(new OPTRecord(1232, 0, 0, 0x8000), Section.ADDITIONAL);
    tester.ask(secure);
    assertThat(backend.times()).isEqualTo(4);
    Message plainEdns = PluginTester.query(NAME, Type.A);
    plainEdns.addRecord(new OPTRecord(1232, 0, 0, 0), Section.ADDITIONAL);
    tester.ask(plainEdns);
    assertThat(backend.times()).as("EDNS without DO is the same").isEqualTo(4);
    Message unchecked = PluginTester.query(NAME, Type.A);
    unchecked.getHeader().setFlag(Flags.CD);
    tester.ask(unchecked);
    assertThat(backend.times()).isEqualTo(5);
    Message chaos = new Message(7);
    chaos.addRecord(
        Record.newRecord(secure.getQuestion().getName(), Type.A, DClass.CHAOS), Section.QUESTION);
    tester.ask(chaos);
    assertThat(backend.times()).isEqualTo(6);
  }

  @Test
  void aaIsAsStoredAndAdOnlyForWhoUnderstandsIt() {
    PluginTester tester = start("cache");
    backend.answers(message -> {
      message.getHeader().setFlag(Flags.AA);
      message.getHeader().setFlag(Flags.AD);
      Backend.add(message, Section.ANSWER, "www.example.org. 300 IN A 10.0.0.1");
    });
    Header miss = tester.ask(NAME, Type.A).getHeader();
    assertThat(miss.getFlag(Flags.AA)).isTrue();
    assertThat(miss.getFlag(Flags.AD)).isFalse();
    assertThat(backend.asked.getFirst().getHeader().getFlag(Flags.AD)).as("upstream").isTrue();
    Header hit = tester.ask(NAME, Type.A).getHeader();
    assertThat(hit.getFlag(Flags.AA)).isTrue();
    assertThat(hit.getFlag(Flags.AD)).isFalse();
    Message understands = PluginTester.query(NAME, Type.A);
    understands.getHeader().setFlag(Flags.AD);
    assertThat(tester.ask(understands).getHeader().getFlag(Flags.AD)).isTrue();
    assertThat(backend.times()).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "TC",
    "REFUSED",
    "FORMERR",
    "NXDOMAIN without SOA",
    "NXDOMAIN with answers",
    "CNAME that does not reach the type",
    "another question",
    "CNAME loop",
    "two CNAMEs",
  })
  void doesNotKeep(String what) {
    PluginTester tester = start("cache");
    String alias = "www.example.org. 300 IN CNAME web.example.org.";
    switch (what) {
      case "TC" ->
          backend.answers(message -> {
            message.getHeader().setFlag(Flags.TC);
            Backend.add(message, Section.ANSWER, "www.example.org. 300 IN A 10.0.0.1");
          });
      case "REFUSED" -> backend.denies(Rcode.REFUSED);
      case "FORMERR" -> backend.denies(Rcode.FORMERR);
      case "NXDOMAIN without SOA" -> backend.denies(Rcode.NXDOMAIN);
      case "NXDOMAIN with answers" ->
          backend.answers(message -> {
            message.getHeader().setRcode(Rcode.NXDOMAIN);
            Backend.add(message, Section.ANSWER, alias);
            Backend.add(message, Section.AUTHORITY, SOA.formatted(60));
          });
      case "CNAME that does not reach the type" -> backend.answers(alias);
      case "another question" ->
          backend.answers(message -> {
            message.removeAllRecords(Section.QUESTION);
            message.addRecord(
                PluginTester.query("evil.example.org.", Type.A).getQuestion(), Section.QUESTION);
            Backend.add(message, Section.ANSWER, "www.example.org. 300 IN A 10.0.0.1");
          });
      case "CNAME loop" ->
          backend.answers(
              "www.example.org. 300 IN CNAME web.example.org.",
              "web.example.org. 300 IN CNAME www.example.org.",
              "www.example.org. 300 IN A 10.0.0.1");
      case "two CNAMEs" -> backend.answers(alias, "www.example.org. 300 IN CNAME x.example.org.");
      default -> throw new IllegalArgumentException(what);
    }
    tester.ask(NAME, Type.A);
    tester.ask(NAME, Type.A);
    assertThat(backend.times()).isEqualTo(2);
  }

  @Test
  void repliesToAnotherQuestionAreCountedAsDropped() {
    PluginTester tester = start("cache");
    backend.answers(message -> {
      message.removeAllRecords(Section.QUESTION);
      message.addRecord(
          PluginTester.query("evil.example.org.", Type.A).getQuestion(), Section.QUESTION);
    });
    tester.ask(NAME, Type.A);
    assertThat(tester.counter("coredns_cache_drops_total", "dns://:53", ".", "")).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "NODATA, 60",
    "NODATA behind a CNAME, 60",
    "delegation, 5",
    "empty NOERROR, 5",
    "SERVFAIL, 5",
    "NOTIMP, 5",
    "failure without a reply, 5",
  })
  void keepsForAsLong(String what, int seconds) {
    PluginTester tester = start("cache");
    switch (what) {
      case "NODATA" -> backend.denies(Rcode.NOERROR, SOA.formatted(60));
      case "NODATA behind a CNAME" ->
          backend.answers(message -> {
            Backend.add(message, Section.ANSWER, "www.example.org. 300 IN CNAME web.example.org.");
            Backend.add(message, Section.AUTHORITY, SOA.formatted(60));
          });
      case "delegation" -> backend.denies(Rcode.NOERROR, "example.org. 300 IN NS ns.example.org.");
      case "empty NOERROR" -> backend.denies(Rcode.NOERROR);
      case "SERVFAIL" -> backend.denies(Rcode.SERVFAIL);
      case "NOTIMP" -> backend.denies(Rcode.NOTIMP);
      case "failure without a reply" -> backend.fails("read udp 10.0.0.1:53: i/o timeout");
      default -> throw new IllegalArgumentException(what);
    }
    Message miss = tester.ask(NAME, Type.A);
    tester.loop().advance(Duration.ofSeconds(seconds).minusMillis(1));
    Message hit = tester.ask(NAME, Type.A);
    assertThat(backend.times()).isEqualTo(1);
    assertThat(hit.getRcode()).isEqualTo(miss.getRcode());
    tester.loop().advance(Duration.ofMillis(1));
    tester.ask(NAME, Type.A);
    assertThat(backend.times()).isEqualTo(2);
  }

  @Test
  void servfailZeroKeepsNoFailures() {
    PluginTester tester = start("cache {\n servfail 0s\n}");
    backend.fails("no");
    tester.ask(NAME, Type.A);
    tester.ask(NAME, Type.A);
    backend.denies(Rcode.SERVFAIL);
    tester.ask(NAME, Type.A);
    assertThat(backend.times()).isEqualTo(3);
  }

  @Test
  void disabledKindsAreNotKept() {
    PluginTester tester =
        start("cache {\n disable success example.org\n disable denial example.net\n}");
    backend.answers("www.example.org. 300 IN A 10.0.0.1");
    tester.ask(NAME, Type.A);
    tester.ask(NAME, Type.A);
    assertThat(backend.times()).as("success").isEqualTo(2);
    backend.denies(Rcode.NXDOMAIN, SOA.formatted(60));
    tester.ask("no.example.org.", Type.A);
    tester.ask("no.example.org.", Type.A);
    assertThat(backend.times()).as("denial").isEqualTo(3);
    tester.ask("no.example.net.", Type.A);
    tester.ask("no.example.net.", Type.A);
    assertThat(backend.times()).isEqualTo(5);
  }

  @Test
  void zonesWithBothKindsDisabledArePassedByUntouched() {
    PluginTester tester =
        start("cache 30 {\n disable success cluster.local\n disable denial cluster.local\n}");
    backend.answers("a.cluster.local. 60 IN A 10.0.0.1", "b.cluster.local. 90 IN A 10.0.0.2");
    assertThat(ttls(tester.ask("a.cluster.local.", Type.A))).containsExactly(60L, 90L);
    assertThat(backend.asked.getFirst().getHeader().getFlag(Flags.AD)).isFalse();
    assertThat(tester.counter("coredns_cache_requests_total", "dns://:53", ".", "")).isEqualTo(1);
    assertThat(tester.counter("coredns_cache_misses_total", "dns://:53", ".", "")).isEqualTo(1);
  }

  @Test
  void otherZonesAndOpcodesAreLeftAlone() {
    PluginTester tester = start("cache 30 example.net");
    backend.answers("www.example.org. 60 IN A 10.0.0.1");
    assertThat(ttls(tester.ask(NAME, Type.A))).containsExactly(60L);
    assertThat(tester.counter("coredns_cache_requests_total", "dns://:53", "example.net.", ""))
        .isZero();
    Message notify = PluginTester.query("example.net.", Type.SOA);
    notify.getHeader().setOpcode(4);
    tester.ask(notify);
    tester.ask(notify);
    assertThat(backend.times()).isEqualTo(3);
  }

  @Test
  void aFailureGivesWayToAnAnswerThatIsStillGood() {
    PluginTester tester = start("cache {\n prefetch 1 1m 90%\n}");
    backend.answers("www.example.org. 300 IN A 10.0.0.1");
    tester.ask(NAME, Type.A);
    tester.loop().advance(Duration.ofSeconds(40));
    backend.denies(Rcode.SERVFAIL);
    assertThat(tester.ask(NAME, Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(tester.ask(NAME, Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(backend.times()).isGreaterThan(1);
  }

  @Test
  void optionsAndExtendedRcodeOfTheUpstreamEndHere() {
    PluginTester tester = start("cache");
    backend.answers("www.example.org. 300 IN A 10.0.0.1");
    Message query = PluginTester.query(NAME, Type.A);
    query.addRecord(new OPTRecord(1400, 0, 0, 0), Section.ADDITIONAL);
    for (int i = 0; i < 2; i++) {
      OPTRecord opt = tester.ask(query).getOPT();
      assertThat(opt.getPayloadSize()).isEqualTo(1400);
      assertThat(opt.getOptions()).isEmpty();
    }
    assertThat(backend.times()).isEqualTo(1);
  }

  @Test
  void countsRequestsHitsMissesAndEntries() {
    PluginTester tester = start("cache");
    backend.answers("www.example.org. 300 IN A 10.0.0.1");
    tester.ask(NAME, Type.A);
    tester.ask(NAME, Type.A);
    tester.ask(NAME, Type.A);
    backend.denies(Rcode.NXDOMAIN, SOA.formatted(60));
    tester.ask("no.example.org.", Type.A);
    tester.ask("no.example.org.", Type.A);
    String server = "dns://:53";
    assertThat(tester.counter("coredns_cache_requests_total", server, ".", "")).isEqualTo(5);
    assertThat(tester.counter("coredns_cache_misses_total", server, ".", "")).isEqualTo(2);
    assertThat(tester.counter("coredns_cache_hits_total", server, "success", ".", "")).isEqualTo(2);
    assertThat(tester.counter("coredns_cache_hits_total", server, "denial", ".", "")).isEqualTo(1);
  }

  @Test
  void largeRepliesAreCutOnHitsAsOnMisses() {
    PluginTester tester = start("cache");
    String[] records = new String[60];
    for (int i = 0; i < records.length; i++) {
      records[i] = "www.example.org. 300 IN A 10.0.0." + i;
    }
    backend.answers(records);
    Message miss = tester.ask(NAME, Type.A);
    Message hit = tester.ask(NAME, Type.A);
    assertThat(backend.times()).isEqualTo(1);
    assertThat(miss.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(hit.getHeader().getFlag(Flags.TC)).isTrue();
    Message whole = tester.send(PluginTester.query(NAME, Type.A).toWire(), Transport.TCP).message();
    assertThat(whole.getSection(Section.ANSWER)).hasSize(60);
    assertThat(backend.times()).isEqualTo(1);
  }

  private PluginTester start(String directive) {
    return PluginTester.of(
        ". {\n" + directive + "\nbackend\n}\n", List.of(new CachePlugin(), backend));
  }

  private static List<Long> ttls(Message message) {
    return java.util.stream.IntStream.rangeClosed(Section.ANSWER, Section.ADDITIONAL)
        .mapToObj(message::getSection)
        .flatMap(List::stream)
        .filter(record -> record.getType() != Type.OPT)
        .map(Record::getTTL)
        .toList();
  }
}
