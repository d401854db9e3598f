package dev.nodens.plugin.forward;

import static dev.nodens.plugin.forward.ForwardHandlerTest.answer;
import static dev.nodens.plugin.forward.ForwardHandlerTest.ask;
import static dev.nodens.plugin.forward.ForwardHandlerTest.asked;
import static dev.nodens.plugin.forward.ForwardHandlerTest.last;
import static dev.nodens.plugin.forward.ForwardHandlerTest.queries;
import static dev.nodens.plugin.forward.ForwardHandlerTest.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.PluginException;
import dev.nodens.core.Transport;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.PluginTester.Reply;
import dev.nodens.core.testing.ScriptedUpstreams.Link;
import dev.nodens.core.testing.TestPlatform;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What is done beyond CoreDNS when an upstream says SERVFAIL, is late, or has no room.
final class ForwardResilienceTest {
  private static final String NAME = "www.example.org.";
  private static final String EQUALS = "forward . 10.0.0.1 10.0.0.2 {\n policy round_robin\n}";
  private static final String EXTRA = "nodens_forward_extra_queries_total";

  @Test
  void asksAnotherUpstreamAtOnceAfterServfail() throws IOException {
    PluginTester tester = start(EQUALS);
    Reply reply = ask(tester, NAME);
    Link first = last(tester);
    respond(first, Rcode.SERVFAIL);
    assertThat(reply.pending()).isTrue();
    Link second = last(tester);
    assertThat(second.target().address()).isNotEqualTo(first.target().address());
    respond(second, Rcode.NOERROR);
    assertThat(reply.message().getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(tester.counter(EXTRA, label(first), "servfail")).isEqualTo(1);
    assertThat(tester.loop().exchanges().inFlight()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.NOTIMP})
  void handsServfailBackWhenTheOtherKnowsNoBetter(int rcode) throws IOException {
    PluginTester tester = start(EQUALS);
    Reply reply = ask(tester, NAME);
    respond(last(tester), Rcode.SERVFAIL);
    respond(last(tester), rcode);
    assertThat(reply.message().getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(queries(tester)).isEqualTo(2);
  }

  @Test
  void handsServfailBackWithItsReasonWhenTheOtherFails() throws IOException {
    PluginTester tester = start(EQUALS);
    Message query = PluginTester.query(NAME, Type.A);
    query.addRecord(new OPTRecord(1232, 0, 0, 0), Section.ADDITIONAL);
    Reply reply = tester.send(query.toWire(), Transport.UDP);
    servfail(last(tester), 22);
    last(tester).fail("connection refused");
    assertThat(reply.message().getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(reply.message().getOPT().getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR)).hasSize(1);
  }

  @Test
  void doesNotDoubtAServfailOfValidation() throws IOException {
    PluginTester tester = start(EQUALS);
    Message query = PluginTester.query(NAME, Type.A);
    query.addRecord(new OPTRecord(1232, 0, 0, 0), Section.ADDITIONAL);
    Reply reply = tester.send(query.toWire(), Transport.UDP);
    servfail(last(tester), 6);
    assertThat(reply.message().getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(queries(tester)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "forward . 10.0.0.1",
        "forward . 10.0.0.1 10.0.0.2 {\n policy sequential\n}",
        "forward . 10.0.0.1 10.0.0.2 {\n failover REFUSED\n}",
      })
  void handsServfailBackWhereTheCorefileSaysSo(String directive) throws IOException {
    PluginTester tester = start(directive);
    Reply reply = ask(tester, NAME);
    respond(last(tester), Rcode.SERVFAIL);
    assertThat(reply.message().getRcode()).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void nextComesBeforeASecondOpinion() throws IOException {
    PluginTester tester =
        start("forward . 10.0.0.1 10.0.0.2 {\n next SERVFAIL\n}\nforward . 10.0.0.3");
    ask(tester, NAME);
    respond(last(tester), Rcode.SERVFAIL);
    assertThat(label(last(tester))).isEqualTo("10.0.0.3:53");
  }

  @Test
  void secondOpinionsAreBounded() throws IOException {
    PluginTester tester = start(EQUALS);
    for (int i = 0; i < 200; i++) {
      ask(tester, "n" + i + ".example.");
      Link first = lastFor(tester, i);
      respond(first, Rcode.SERVFAIL);
      Optional<Link> second = carriers(tester, i).filter(link -> link != first).findFirst();
      if (second.isPresent()) {
        respond(second.get(), Rcode.SERVFAIL);
      }
    }
    assertThat(queries(tester)).as("some at once, then one in ten").isBetween(235L, 240L);
    assertThat(tester.loop().exchanges().inFlight()).isZero();
  }

  @Test
  void anUpstreamThatIsContradictedIsAskedLastForAWhile() throws IOException {
    PluginTester tester = start(EQUALS);
    for (int i = 0; i < 6; i++) {
      ask(tester, "n" + i + ".example.");
      Link first = lastFor(tester, i);
      if (label(first).startsWith("10.0.0.1:")) {
        respond(first, Rcode.SERVFAIL);
        Link second = carriers(tester, i).filter(link -> link != first).findFirst().orElseThrow();
        respond(second, Rcode.NOERROR);
      } else {
        respond(first, Rcode.NOERROR);
      }
    }
    for (int i = 6; i < 12; i++) {
      ask(tester, "n" + i + ".example.");
      Link first = lastFor(tester, i);
      assertThat(label(first)).isEqualTo("10.0.0.2:53");
      respond(first, Rcode.NOERROR);
    }
    tester.loop().advance(Duration.ofSeconds(11));
    ask(tester, "n12.example.");
    ask(tester, "n13.example.");
    List<String> asked = List.of(label(lastFor(tester, 12)), label(lastFor(tester, 13)));
    assertThat(asked).contains("10.0.0.1:53");
  }

  @Test
  void asksAnotherUpstreamAsWellWhenOneIsLate() throws IOException {
    PluginTester tester = start(EQUALS);
    Reply reply = ask(tester, NAME);
    Link first = last(tester);
    tester.loop().advance(Duration.ofMillis(199));
    assertThat(queries(tester)).isEqualTo(1);
    tester.loop().advance(Duration.ofMillis(2));
    assertThat(queries(tester)).isEqualTo(2);
    Link second = last(tester);
    assertThat(second.target().address()).isNotEqualTo(first.target().address());
    respond(second, Rcode.NOERROR);
    assertThat(reply.message().getRcode()).isEqualTo(Rcode.NOERROR);
    respond(first, Rcode.NXDOMAIN);
    tester.loop().advance(Duration.ofSeconds(6));
    assertThat(tester.loop().exchanges().inFlight()).isZero();
    assertThat(tester.counter(EXTRA, label(first), "late")).isEqualTo(1);
  }

  @Test
  void theFirstUpstreamMayStillWin() throws IOException {
    PluginTester tester = start(EQUALS);
    Reply reply = ask(tester, NAME);
    Link first = last(tester);
    tester.loop().advance(Duration.ofMillis(201));
    respond(first, Rcode.NOERROR);
    assertThat(reply.message().getRcode()).isEqualTo(Rcode.NOERROR);
    respond(last(tester), Rcode.NXDOMAIN);
    assertThat(tester.loop().exchanges().inFlight()).isZero();
  }

  @Test
  void aFailureOfOneOfTwoLeavesTheQueryToTheOther() throws IOException {
    for (boolean firstFails : List.of(true, false)) {
      PluginTester tester = start(EQUALS);
      Reply reply = ask(tester, NAME);
      Link first = last(tester);
      tester.loop().advance(Duration.ofMillis(201));
      Link second = last(tester);
      (firstFails ? first : second).fail("connection refused");
      assertThat(reply.pending()).isTrue();
      respond(firstFails ? second : first, Rcode.NOERROR);
      assertThat(reply.message().getRcode()).isEqualTo(Rcode.NOERROR);
      assertThat(tester.loop().exchanges().inFlight()).isZero();
    }
  }

  @Test
  void aServfailOfOneOfTwoLeavesTheQueryToTheOther() throws IOException {
    PluginTester tester = start(EQUALS);
    Reply reply = ask(tester, NAME);
    Link first = last(tester);
    tester.loop().advance(Duration.ofMillis(201));
    Link second = last(tester);
    respond(second, Rcode.SERVFAIL);
    assertThat(reply.pending()).isTrue();
    first.fail("connection refused");
    assertThat(reply.message().getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(queries(tester)).isEqualTo(2);
  }

  @Test
  void patienceFollowsWhatIsUsualAndHedgesAreBounded() throws IOException {
    PluginTester tester = start(EQUALS);
    for (int i = 0; i < 1000; i++) {
      ask(tester, "n" + i + ".example.");
      respond(lastFor(tester, i), Rcode.NOERROR);
    }
    for (int i = 1000; i < 1100; i++) {
      ask(tester, "n" + i + ".example.");
    }
    tester.loop().advance(Duration.ofMillis(9));
    assertThat(queries(tester)).isEqualTo(1100);
    tester.loop().advance(Duration.ofMillis(3));
    assertThat(queries(tester)).isBetween(1107L, 1110L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "forward . 10.0.0.1",
        "forward . 10.0.0.1 10.0.0.2 {\n policy sequential\n}",
        "forward . 10.0.0.1 10.0.0.2 {\n max_concurrent 1\n}",
      })
  void asksNobodyElseWhereThatIsNotWanted(String directive) {
    PluginTester tester = start(directive);
    ask(tester, NAME);
    tester.loop().advance(Duration.ofMillis(1500));
    assertThat(queries(tester)).isEqualTo(1);
  }

  @Test
  void fetchesOverTcpWhatIsCutDownToNothing() throws IOException {
    PluginTester tester = start("forward . 10.0.0.1");
    Reply reply = ask(tester, NAME);
    Link tcp = cutToNothing(tester, last(tester));
    assertThat(tcp.target().transport()).isEqualTo(UpstreamTarget.Transport.TCP);
    respond(tcp, Rcode.NOERROR);
    assertThat(reply.message().getSection(Section.ANSWER)).hasSize(1);
    assertThat(reply.message().getHeader().getFlag(Flags.TC)).isFalse();
  }

  @Test
  void handsTheTruncatedReplyBackWhenTcpFailsAndRemembersIt() throws IOException {
    PluginTester tester = start("forward . 10.0.0.1");
    Reply first = ask(tester, "n0.example.");
    Link tcp = cutToNothing(tester, lastFor(tester, 0));
    tcp.fail("connection refused");
    assertThat(first.message().getHeader().getFlag(Flags.TC)).isTrue();
    Reply second = ask(tester, "n1.example.");
    cutToNothing(tester, lastFor(tester, 1));
    assertThat(second.message().getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(queries(tester)).isEqualTo(3);
  }

  @Test
  void clientsWithEdnsGetTheTruncatedReply() throws IOException {
    PluginTester tester = start("forward . 10.0.0.1");
    Message query = PluginTester.query(NAME, Type.A);
    query.addRecord(new OPTRecord(1232, 0, 0, 0), Section.ADDITIONAL);
    Reply reply = tester.send(query.toWire(), Transport.UDP);
    cutToNothing(tester, last(tester));
    assertThat(reply.message().getHeader().getFlag(Flags.TC)).isTrue();
  }

  @Test
  void theEnvironmentTurnsItOff() throws IOException {
    var platform = new TestPlatform();
    platform.environment.put("NODENS_FORWARD", "hedge=off servfail=off truncated=off reread=off");
    var plugins = List.of(new ForwardPlugin());
    PluginTester tester = PluginTester.of(platform, ". {\n" + EQUALS + "\n}\n", plugins);
    Reply servfail = ask(tester, NAME);
    tester.loop().advance(Duration.ofMillis(1500));
    assertThat(queries(tester)).isEqualTo(1);
    respond(last(tester), Rcode.SERVFAIL);
    assertThat(servfail.message().getRcode()).isEqualTo(Rcode.SERVFAIL);
    Reply cut = ask(tester, "n0.example.");
    cutToNothing(tester, lastFor(tester, 0));
    assertThat(cut.message().getHeader().getFlag(Flags.TC)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hedge", "hedge=maybe", "reread=0s", "reread=9ms", "reread=x", "x=on"})
  void saysWhatOfTheEnvironmentCannotBeRead(String word) {
    var platform = new TestPlatform();
    platform.environment.put("NODENS_FORWARD", "servfail=on " + word);
    var plugins = List.of(new ForwardPlugin());
    assertThatThrownBy(() -> PluginTester.of(platform, ". {\n" + EQUALS + "\n}\n", plugins))
        .isInstanceOf(PluginException.class)
        .hasMessageStartingWith("plugin/forward: NODENS_FORWARD: \"" + word + "\" is none of");
  }

  /// Answers the last query on `link` with TC and no records; the connection that was opened last.
  private static Link cutToNothing(PluginTester tester, Link link) throws IOException {
    Message cut = answer(asked(link), Rcode.NOERROR);
    cut.removeAllRecords(Section.ANSWER);
    cut.getHeader().setFlag(Flags.TC);
    link.reply(cut.toWire());
    return last(tester);
  }

  private static void servfail(Link link, int extendedError) throws IOException {
    Message message = answer(asked(link), Rcode.SERVFAIL);
    byte[] info = {0, (byte) extendedError};
    var error = new GenericEDNSOption(EDNSOption.Code.EDNS_EXTENDED_ERROR, info);
    message.addRecord(new OPTRecord(1232, 0, 0, 0, List.of(error)), Section.ADDITIONAL);
    link.reply(message.toWire());
  }

  private static void respond(Link link, int rcode) throws IOException {
    link.reply(answer(asked(link), rcode).toWire());
  }

  /// The connection that carried the query for `n<number>.example.` as its last one.
  private static Link lastFor(PluginTester tester, int number) {
    return carriers(tester, number).findFirst().orElseThrow();
  }

  private static Stream<Link> carriers(PluginTester tester, int number) {
    String name = "n" + number + ".example.";
    return tester.loop().upstreams().links().reversed().stream()
        .filter(link -> !link.sent().isEmpty() && name.equals(lastName(link)));
  }

  private static String lastName(Link link) {
    try {
      return asked(link).getQuestion().getName().toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String label(Link link) {
    return link.target().address().getAddress().getHostAddress() + ":53";
  }
}
