package dev.nodens.plugin.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.Transport;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.PluginTester.Reply;
import dev.nodens.core.testing.ScriptedUpstreams.Link;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Queries through scripted upstreams and manual time.
final class ForwardHandlerTest {
  private static final String NAME = "www.example.org.";

  @Test
  void handsTheReplyBackUntouchedButForTheId() throws IOException {
    PluginTester tester = start("forward . 10.0.0.1");
    Message query = PluginTester.query("WwW.example.org.", Type.A);
    Reply reply = tester.send(query.toWire(), Transport.UDP);
    assertThat(reply.pending()).isTrue();
    Link link = only(tester);
    assertThat(link.target().address().toString()).isEqualTo("/10.0.0.1:53");
    assertThat(link.target().transport()).isEqualTo(UpstreamTarget.Transport.UDP);

    Message asked = asked(link);
    assertThat(asked.getQuestion()).isEqualTo(query.getQuestion());
    assertThat(asked.getHeader().getFlag(Flags.RD)).isTrue();
    Message answer = answer(asked, Rcode.NOERROR);
    answer.getHeader().setFlag(Flags.RA);
    answer.getHeader().setFlag(Flags.AA);
    answer.getHeader().setFlag(Flags.AD);
    link.reply(answer.toWire());

    Message got = reply.message();
    assertThat(got.getHeader().getID()).isEqualTo(query.getHeader().getID());
    assertThat(got.getHeader().getFlag(Flags.RA)).isTrue();
    assertThat(got.getHeader().getFlag(Flags.AA)).isTrue();
    assertThat(got.getHeader().getFlag(Flags.AD)).isTrue();
    assertThat(got.getQuestion().getName()).hasToString("WwW.example.org.");
    assertThat(got.getSection(Section.ANSWER)).isEqualTo(answer.getSection(Section.ANSWER));
    assertThat(tester.loop().exchanges().inFlight()).isZero();
  }

  @Test
  void ignoresWrongIdsWrongQuestionsQueriesAndNoise() throws IOException {
    PluginTester tester = start("forward . 10.0.0.1");
    Reply reply = ask(tester, NAME);
    Link link = only(tester);
    Message asked = asked(link);
    byte[] right = answer(asked, Rcode.NOERROR).toWire();

    byte[] wrongId = right.clone();
    wrongId[0] ^= 1;
    link.reply(wrongId);
    byte[] aQuery = right.clone();
    aQuery[2] &= 0x7f;
    link.reply(aQuery);
    byte[] otherName = right.clone();
    otherName[13] = 'x';
    link.reply(otherName);
    Message otherType = PluginTester.query(NAME, Type.MX);
    otherType.getHeader().setID(asked.getHeader().getID());
    otherType.getHeader().setFlag(Flags.QR);
    link.reply(otherType.toWire());
    link.reply(new byte[3]);
    assertThat(reply.pending()).isTrue();

    link.reply(right);
    assertThat(reply.message().getRcode()).isEqualTo(Rcode.NOERROR);
    link.reply(right);
    assertThat(tester.loop().exchanges().inFlight()).as("a late reply changes nothing").isZero();
  }

  @Test
  void ignoresARightReplyThatArrivesOnAnotherConnection() throws IOException {
    PluginTester tester = start("forward . 10.0.0.1 10.0.0.2 {\n policy sequential\n}");
    Reply first = ask(tester, NAME);
    Link one = only(tester);
    one.fail("connection refused");
    Link two = last(tester);
    assertThat(two.target().address().toString()).isEqualTo("/10.0.0.2:53");
    one.reply(answer(asked(two), Rcode.NOERROR).toWire());
    assertThat(first.pending()).isTrue();
    two.reply(answer(asked(two), Rcode.NOERROR).toWire());
    assertThat(first.message().getRcode()).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void tellsAnUpstreamNoLargerUdpSizeThanItTakes() throws IOException {
    PluginTester tester = start("forward . 10.0.0.1");
    Message query = PluginTester.query(NAME, Type.A);
    query.addRecord(new OPTRecord(65535, 0, 0, 0x8000), Section.ADDITIONAL);
    Reply reply = tester.send(query.toWire(), Transport.UDP);
    Message asked = asked(only(tester));
    assertThat(asked.getOPT().getPayloadSize()).isEqualTo(4096);
    assertThat(asked.getOPT().getFlags()).isEqualTo(0x8000);
    only(tester).reply(answer(asked, Rcode.NOERROR).toWire());
    assertThat(reply.message().getOPT().getPayloadSize()).isEqualTo(65535);
  }

  @Test
  void answersFormerrToAReplyWithoutQuestion() throws IOException {
    PluginTester tester = start("forward . 10.0.0.1");
    Reply reply = ask(tester, NAME);
    var bare = new Message(asked(only(tester)).getHeader().getID());
    bare.getHeader().setFlag(Flags.QR);
    only(tester).reply(bare.toWire());
    assertThat(reply.message().getRcode()).isEqualTo(Rcode.FORMERR);
    assertThat(reply.message().getQuestion().getName()).hasToString(NAME);
  }

  @Test
  void timesOutAfterTwoSecondsAndTriesTwicePerUpstream() throws IOException {
    PluginTester tester = start("forward . 10.0.0.1");
    Reply reply = ask(tester, NAME);
    tester.loop().advance(Duration.ofMillis(1990));
    assertThat(queries(tester)).isEqualTo(1);
    tester.loop().advance(Duration.ofMillis(20));
    assertThat(queries(tester)).isEqualTo(2);
    tester.loop().advance(Duration.ofMillis(2010));
    assertThat(reply.message().getRcode()).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void staysWithinABudgetOfFiveSeconds() {
    PluginTester tester = start("forward . 10.0.0.1 {\n max_connect_attempts 0\n max_fails 0\n}");
    Reply reply = ask(tester, NAME);
    tester.loop().advance(Duration.ofMillis(4100));
    assertThat(queries(tester)).isEqualTo(3);
    assertThat(reply.pending()).isTrue();
    tester.loop().advance(Duration.ofMillis(2000));
    assertThat(reply.message().getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(queries(tester)).isEqualTo(3);
  }

  @Test
  void followsTheClientsTransport() throws IOException {
    PluginTester tester = start("forward . 10.0.0.1");
    Reply reply = tester.send(PluginTester.query(NAME, Type.A).toWire(), Transport.TCP);
    Link link = only(tester);
    assertThat(link.target().transport()).isEqualTo(UpstreamTarget.Transport.TCP);
    link.accept();
    link.reply(answer(asked(link), Rcode.NOERROR).toWire());
    assertThat(reply.message().getRcode()).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void forceTcpAlsoForQueriesOverUdp() {
    PluginTester tester = start("forward . 10.0.0.1 {\n force_tcp\n}");
    ask(tester, NAME);
    assertThat(only(tester).target().transport()).isEqualTo(UpstreamTarget.Transport.TCP);
  }

  @Test
  void handsATruncatedReplyOn() throws IOException {
    PluginTester tester = start("forward . 10.0.0.1");
    Reply reply = ask(tester, NAME);
    Message cut = answer(asked(only(tester)), Rcode.NOERROR);
    cut.getHeader().setFlag(Flags.TC);
    only(tester).reply(cut.toWire());
    assertThat(reply.message().getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(reply.message().getSection(Section.ANSWER)).hasSize(1);
  }

  @Test
  void preferUdpStartsWithUdpAndRepeatsATruncatedReplyOverTcp() throws IOException {
    PluginTester tester = start("forward . 10.0.0.1 {\n prefer_udp\n}");
    Reply reply = tester.send(PluginTester.query(NAME, Type.A).toWire(), Transport.TCP);
    Link udp = only(tester);
    assertThat(udp.target().transport()).isEqualTo(UpstreamTarget.Transport.UDP);
    Message cut = answer(asked(udp), Rcode.NOERROR);
    cut.getHeader().setFlag(Flags.TC);
    udp.reply(cut.toWire());
    Link tcp = last(tester);
    assertThat(tcp.target().transport()).isEqualTo(UpstreamTarget.Transport.TCP);
    tcp.reply(answer(asked(tcp), Rcode.NOERROR).toWire());
    assertThat(reply.message().getHeader().getFlag(Flags.TC)).isFalse();
  }

  @Test
  void tlsUpstreamsGetTlsWhateverTheClientUses() {
    PluginTester tester = start("forward . tls://9.9.9.9%dns.quad9.net");
    ask(tester, NAME);
    UpstreamTarget target = only(tester).target();
    assertThat(target.transport()).isEqualTo(UpstreamTarget.Transport.TLS);
    assertThat(target.address().toString()).isEqualTo("/9.9.9.9:853");
    assertThat(target.serverName()).hasValue("dns.quad9.net");
  }

  @Test
  void upstreamOptIsForOneHop() throws IOException {
    PluginTester tester = start("forward . 10.0.0.1");
    var ede = new GenericEDNSOption(EDNSOption.Code.EDNS_EXTENDED_ERROR, new byte[] {0, 18});
    var opt = new OPTRecord(4096, 0, 0, 0x8000, List.of(ede));

    Reply plain = ask(tester, NAME);
    Message first = answer(asked(only(tester)), Rcode.NOERROR);
    first.addRecord(opt, Section.ADDITIONAL);
    only(tester).reply(first.toWire());
    assertThat(plain.message().getOPT()).as("the client sent none").isNull();

    Message query = PluginTester.query(NAME, Type.A);
    query.addRecord(new OPTRecord(1400, 0, 0, 0), Section.ADDITIONAL);
    Reply edns = tester.send(query.toWire(), Transport.UDP);
    Link link = tester.loop().upstreams().links().getLast();
    byte[] sent = link.sent().getLast();
    assertThat(new Message(sent).getOPT().getPayloadSize()).isEqualTo(1400);
    Message second = answer(new Message(sent), Rcode.NOERROR);
    second.addRecord(opt, Section.ADDITIONAL);
    link.reply(second.toWire());
    OPTRecord got = edns.message().getOPT();
    assertThat(got.getPayloadSize()).isEqualTo(1400);
    assertThat(got.getFlags()).as("DO of the client").isZero();
    assertThat(got.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR)).hasSize(1);
  }

  @Test
  void fromAndExceptSelectNames() {
    PluginTester tester =
        start("forward example.org 10.0.0.1 {\n except no.example.org example.org\n}");
    assertThat(ask(tester, "example.org.").pending()).isTrue();
    assertThat(ask(tester, "no.example.org.").message().getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(ask(tester, "x.no.example.org.").message().getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(ask(tester, "example.net.").message().getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(ask(tester, "notexample.org.").message().getRcode()).isEqualTo(Rcode.SERVFAIL);
    PluginTester other = start("forward example.org 10.0.0.1 {\n except no.example.org\n}");
    assertThat(ask(other, "yes.example.org.").pending()).isTrue();
  }

  static PluginTester start(String directive) {
    return PluginTester.of(". {\n" + directive + "\n}\n", List.of(new ForwardPlugin()));
  }

  static Reply ask(PluginTester tester, String name) {
    return tester.send(PluginTester.query(name, Type.A).toWire(), Transport.UDP);
  }

  static Link only(PluginTester tester) {
    assertThat(tester.loop().upstreams().links()).hasSize(1);
    return tester.loop().upstreams().links().getFirst();
  }

  /// The connection that was opened last for a query, not for a probe.
  static Link last(PluginTester tester) {
    return tester.loop().upstreams().links().reversed().stream()
        .filter(link -> link.sent().stream().anyMatch(message -> !isProbe(message)))
        .findFirst()
        .orElseThrow();
  }

  /// Queries that were sent to upstreams, without probes.
  static long queries(PluginTester tester) {
    return tester.loop().upstreams().sent().stream().filter(message -> !isProbe(message)).count();
  }

  private static boolean isProbe(byte[] message) {
    return message.length == 17;
  }

  static Message asked(Link link) throws IOException {
    return new Message(link.sent().getLast());
  }

  static Message answer(Message asked, int rcode) throws IOException {
    var answer = new Message(asked.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.RD);
    answer.getHeader().setRcode(rcode);
    answer.addRecord(asked.getQuestion(), Section.QUESTION);
    if (rcode == Rcode.NOERROR) {
      Name name = asked.getQuestion().getName();
      InetAddress address = InetAddress.getByAddress(new byte[] {10, 9, 8, 7});
      answer.addRecord(new ARecord(name, DClass.IN, 300, address), Section.ANSWER);
    }
    return answer;
  }
}
