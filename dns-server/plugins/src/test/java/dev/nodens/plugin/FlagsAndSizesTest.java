package dev.nodens.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.Transport;
import dev.nodens.core.testing.PluginTester;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSIDOption;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Behaviour of `bufsize`, `any`, `minimal`, `header`, `nsid`, `acl`, `cancel` in front of others.
class FlagsAndSizesTest {
  @ParameterizedTest
  @CsvSource({"4096, 1232, 1232", "1232, 1232, 1232", "600, 1232, 600", "0, 1232, 0"})
  void bufsizeLowersTheClientsSizeOnly(int asked, int limit, int shown) {
    var tester = tester("bufsize " + limit + "\nwhoami");

    OPTRecord opt = tester.ask(edns("example.org.", asked)).getOPT();

    assertThat(opt.getPayloadSize()).isEqualTo(shown);
  }

  @Test
  void bufsizeAddsNoOptRecord() {
    assertThat(tester("bufsize\nwhoami").ask("example.org.", Type.A).getOPT()).isNull();
  }

  @Test
  void bufsizeReachesTheUpstream() throws Exception {
    var tester = tester("bufsize 900\nforward . 192.0.2.1");

    tester.send(edns("example.org.", 4096).toWire(), Transport.UDP);

    Message sent = new Message(tester.loop().upstreams().sent().getFirst());
    assertThat(sent.getOPT().getPayloadSize()).isEqualTo(900);
  }

  @Test
  void anyAnswersWithHinfo() {
    Message reply = tester("any\nwhoami").ask("eXample.org.", Type.ANY);

    assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(reply.getHeader().getFlag(Flags.AA)).isFalse();
    assertThat(reply.getSection(Section.ANSWER))
        .singleElement()
        .hasToString("eXample.org.\t\t8482\tIN\tHINFO\t\"ANY obsoleted\" \"See RFC 8482\"");
    assertThat(tester("any\nwhoami").ask("example.org.", Type.A).getSection(Section.ADDITIONAL))
        .hasSize(2);
  }

  @Test
  void minimalStripsPositiveAnswers() {
    Message reply = tester("minimal\nwhoami").ask("example.org.", Type.A);

    assertThat(reply.getSection(Section.ADDITIONAL)).isEmpty();
  }

  @Test
  void minimalLeavesDenialsAndDelegationsWhole() {
    var tester = tester("minimal\nlocal");

    assertThat(tester.ask("localhost.", Type.MX).getSection(Section.AUTHORITY)).hasSize(1);
    assertThat(tester.ask("9.9.0.127.in-addr.arpa.", Type.PTR).getSection(Section.AUTHORITY))
        .hasSize(1);
  }

  @Test
  void minimalLeavesSignedReferralsWhole() {
    String referral =
        """
        template IN A sub.org {
          authority "sub.org. 300 IN NS ns.elsewhere.test."
          authority "sub.org. 300 IN DS 1 8 2 %s"
        }
        """
            .formatted("00".repeat(32));
    Message reply = tester("minimal\n" + referral).ask("www.sub.org.", Type.A);

    assertThat(reply.getSection(Section.AUTHORITY)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "response set ra, ra, true",
    "response clear aa, aa, false",
    "query clear rd, rd, false",
    "response clear rd, rd, false",
  })
  void headerChangesFlagsOfReplies(String rule, String flag, boolean on) {
    Message reply = tester("header {\n" + rule + "\n}\nwhoami").ask("example.org.", Type.A);

    assertThat(reply.getHeader().getFlag(Flags.value(flag))).isEqualTo(on);
  }

  @Test
  void headerChangesTheQueryThatIsForwarded() throws Exception {
    var tester = tester("header {\nquery clear rd\n}\nforward . 192.0.2.1");

    tester.send(PluginTester.query("example.org.", Type.A).toWire(), Transport.UDP);

    Message sent = new Message(tester.loop().upstreams().sent().getFirst());
    assertThat(sent.getHeader().getFlag(Flags.RD)).isFalse();
  }

  @Test
  void nsidAnswersOnlyWhoAsks() {
    var tester = tester("nsid node 7\nwhoami");
    Message asking = PluginTester.query("example.org.", Type.A);
    asking.addRecord(new OPTRecord(1232, 0, 0, 0, new NSIDOption(new byte[0])), Section.ADDITIONAL);

    OPTRecord opt = tester.ask(asking).getOPT();

    assertThat(opt.getOptions(EDNSOption.Code.NSID))
        .singleElement()
        .isEqualTo(new NSIDOption("node 7".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    assertThat(opt.getFlags() & 0x8000).isZero();
    assertThat(tester.ask(edns("example.org.", 1232)).getOPT().getOptions()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "block net 10.0.0.0/8, A, REFUSED, 15",
    "block net 11.0.0.0/8, A, NOERROR, -1",
    "block net 10.1.2.3, A, REFUSED, 15",
    "block type MX, A, NOERROR, -1",
    "block type A MX net * , A, REFUSED, 15",
    "filter, A, NOERROR, 17",
  })
  void aclDecidesByClientAndType(String policy, String type, String rcode, int error) {
    var tester = tester("acl {\n" + policy + "\n}\nwhoami");

    Message plain = tester.ask("example.org.", Type.value(type));
    Message extended = tester.ask(edns("example.org.", 1232));

    assertThat(Rcode.string(plain.getRcode())).isEqualTo(rcode);
    assertThat(plain.getOPT()).isNull();
    assertThat(extended.getOPT().getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR))
        .hasSize(error < 0 ? 0 : 1)
        .allSatisfy(option ->
            assertThat(((ExtendedErrorCodeOption) option).getErrorCode()).isEqualTo(error));
  }

  @Test
  void aclUsesTheFirstPolicyThatMatchesAndCounts() {
    var tester =
        tester("acl {\nallow net 10.1.0.0/16\nblock\n}\nacl sub.example.org {\ndrop\n}\nwhoami");

    assertThat(tester.ask("example.org.", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(tester.ask("sub.example.org.", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(tester.counter("coredns_acl_allowed_requests_total", "dns://:53", "")).isEqualTo(2);
  }

  @Test
  void aclDrops() {
    var tester = tester("acl sub.example.org {\ndrop\n}\nwhoami");

    var reply =
        tester.send(PluginTester.query("a.sub.example.org.", Type.A).toWire(), Transport.UDP);

    assertThat(reply.dropped()).isTrue();
    assertThat(
            tester.counter(
                "coredns_acl_dropped_requests_total", "dns://:53", "sub.example.org.", ""))
        .isEqualTo(1);
  }

  @Test
  void cancelEndsTheTriesAtUpstreams() {
    var tester = tester("cancel 1s\nforward . 192.0.2.1");

    var reply = tester.send(PluginTester.query("example.org.", Type.A).toWire(), Transport.UDP);
    tester.loop().advance(Duration.ofMillis(2100));

    assertThat(reply.message().getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(tester.loop().upstreams().sent()).filteredOn(m -> m.length > 17).hasSize(1);
  }

  private static Message edns(String name, int size) {
    Message query = PluginTester.query(name, Type.A);
    query.addRecord(new OPTRecord(size, 0, 0), Section.ADDITIONAL);
    return query;
  }

  private static PluginTester tester(String directives) {
    return PluginTester.of(". {\n" + directives + "\n}", Plugins.ORDER);
  }
}
