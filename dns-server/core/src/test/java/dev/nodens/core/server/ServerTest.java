package dev.nodens.core.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Installation;
import dev.nodens.core.Outcome;
import dev.nodens.core.Plugin;
import dev.nodens.core.PluginException;
import dev.nodens.core.Transport;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.CorefileException;
import dev.nodens.corefile.Cursor;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

class ServerTest {
  private final List<String> seen = new ArrayList<>();
  private final List<Exchange> parked = new ArrayList<>();

  /// `answer A.B.C.D`: that address for every question.
  private final Plugin<String> answer = plugin("answer", this::addressHandler);

  /// `trace TEXT`: notes the text on the way in and the rcode on the way back.
  private final Plugin<String> trace = plugin("trace", this::traceHandler);

  /// `park`: parks every query once.
  private final Plugin<String> park = plugin("park", text -> this::park);

  /// `throw`: always throws.
  private final Plugin<String> broken =
      plugin(
          "broken",
          text ->
              exchange -> {
                throw new IllegalStateException("on purpose");
              });

  private final List<Plugin<String>> plugins = List.of(trace, park, broken, answer);

  @ParameterizedTest
  @CsvSource({
    "a.example.org., 10.0.0.1",
    "example.org., 10.0.0.1",
    "SUB.example.ORG., 10.0.0.2",
    "x.sub.example.org., 10.0.0.2",
    "example.net., 10.0.0.3",
    "., 10.0.0.3",
  })
  void routesToTheLongestZone(String name, String address) {
    var tester =
        PluginTester.of(
            """
            example.org {
              answer 10.0.0.1
            }
            sub.example.org {
              answer 10.0.0.2
            }
            . {
              answer 10.0.0.3
            }
            """,
            plugins);

    Message reply = tester.ask(name, Type.A);

    assertThat(reply.getSection(Section.ANSWER).getFirst().rdataToString()).isEqualTo(address);
  }

  @Test
  void sendsDsOfACutToTheParent() {
    var tester =
        PluginTester.of(
            "example.org {\nanswer 10.0.0.1\n}\nsub.example.org {\nanswer 10.0.0.2\n}\n", plugins);

    assertThat(address(tester.ask("sub.example.org.", Type.DS))).isEqualTo("10.0.0.1");
    assertThat(address(tester.ask("x.sub.example.org.", Type.DS))).isEqualTo("10.0.0.2");
    assertThat(address(tester.ask("example.org.", Type.DS))).isEqualTo("10.0.0.1");
  }

  @Test
  void refusesNamesOfNoZoneAndBlocksWithoutPlugins() {
    var tester = PluginTester.of("example.org {\n}\nexample.com {\nanswer 10.0.0.1\n}\n", plugins);

    assertThat(tester.ask("example.org.", Type.A).getRcode()).isEqualTo(Rcode.REFUSED);
    Message reply = tester.ask("example.net.", Type.A);
    assertThat(reply.getRcode()).isEqualTo(Rcode.REFUSED);
    assertThat(reply.getQuestion().getName()).hasToString("example.net.");
  }

  @Test
  void refusesOtherClasses() {
    var tester = PluginTester.of(". {\nanswer 10.0.0.1\n}\n", plugins);
    Message query = PluginTester.query("example.org.", Type.A);
    query.getQuestion();
    byte[] wire = query.toWire();
    wire[wire.length - 1] = DClass.CHAOS;

    Message reply = tester.send(wire, Transport.UDP).message();

    assertThat(reply.getRcode()).isEqualTo(Rcode.REFUSED);
  }

  @Test
  void tellsTheRevisionItServes() {
    String corefile = ". {\nanswer 10.0.0.1\n}\n";
    var tester = PluginTester.of(corefile, plugins);
    byte[] wire = PluginTester.query("Revision.Nodens.", Type.TXT).toWire();
    wire[wire.length - 1] = DClass.CHAOS;

    Message reply = tester.send(wire, Transport.UDP).message();

    var text = (TXTRecord) reply.getSection(Section.ANSWER).getFirst();
    assertThat(text.getStrings())
        .containsExactly(tester.running().configuration().corefile().sha256());
  }

  @Test
  void runsInterceptorsBackwardsAfterTheAnswer() {
    var tester = PluginTester.of(". {\ntrace one\nanswer 10.0.0.1\n}\n", plugins);

    tester.ask("example.org.", Type.A);

    assertThat(seen).containsExactly("in one", "out one 0");
  }

  @Test
  void goesOnWhereItWasParked() {
    var tester = PluginTester.of(". {\ntrace one\npark\nanswer 10.0.0.1\n}\n", plugins);
    var reply = tester.send(PluginTester.query("a.", Type.A).toWire(), Transport.UDP);
    assertThat(reply.pending()).isTrue();

    parked.getFirst().resume(Outcome.NEXT);

    assertThat(address(reply.message())).isEqualTo("10.0.0.1");
    assertThat(seen).containsExactly("in one", "out one 0");
    assertThat(tester.loop().exchanges().inFlight()).isZero();
  }

  @Test
  void answersServfailWhenTheChainEnds() {
    var tester = PluginTester.of(". {\ntrace one\n}\n", plugins);

    assertThat(tester.ask("a.", Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(seen).containsExactly("in one", "out one 2");
  }

  @Test
  void countsAHandlerThatThrowsAndAnswersServfail() {
    var tester = PluginTester.of(". {\nbroken\n}\n", plugins);

    assertThat(tester.ask("a.", Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(tester.counter("coredns_panics_total")).isEqualTo(1);
  }

  @Test
  void echoesTheClientsSizeAndDoButNoOption() {
    var tester = PluginTester.of(". {\nanswer 10.0.0.1\n}\n", plugins);
    Message query = PluginTester.query("a.", Type.A);
    query.addRecord(
        new OPTRecord(1400, 0, 0, 0x8000, new org.xbill.DNS.NSIDOption(new byte[0])),
        Section.ADDITIONAL);

    OPTRecord opt = tester.ask(query).getOPT();

    assertThat(opt.getPayloadSize()).isEqualTo(1400);
    assertThat(opt.getFlags()).isEqualTo(0x8000);
    assertThat(opt.getOptions()).isEmpty();
  }

  @Test
  void answersBadversWithAnEmptyOpt() {
    var tester = PluginTester.of(". {\nanswer 10.0.0.1\n}\n", plugins);
    Message query = PluginTester.query("a.", Type.A);
    query.addRecord(new OPTRecord(1400, 0, 1, 0x8000), Section.ADDITIONAL);

    Message reply = tester.ask(query);

    assertThat(reply.getRcode()).isEqualTo(Rcode.BADVERS);
    assertThat(reply.getOPT().getPayloadSize()).isZero();
    assertThat(reply.getOPT().getFlags()).isZero();
  }

  @Test
  void copiesRdAndCdOnly() {
    var tester = PluginTester.of(". {\nanswer 10.0.0.1\n}\n", plugins);
    Message query = PluginTester.query("a.", Type.A);
    query.getHeader().setFlag(Flags.CD);
    query.getHeader().setFlag(Flags.AD);
    query.getHeader().setFlag(Flags.TC);

    Message reply = tester.ask(query);

    assertThat(reply.getHeader().getFlag(Flags.RD)).isTrue();
    assertThat(reply.getHeader().getFlag(Flags.CD)).isTrue();
    assertThat(reply.getHeader().getFlag(Flags.AD)).isFalse();
    assertThat(reply.getHeader().getFlag(Flags.TC)).isFalse();
    assertThat(reply.getHeader().getFlag(Flags.RA)).isFalse();
  }

  @Test
  void namesPluginAndPlaceOfABadDirective() {
    assertThatThrownBy(() -> PluginTester.configuration(". {\nanswer\nanswer a b\n}\n", plugins))
        .isInstanceOf(CorefileException.class)
        .hasMessage(
            "plugin/answer: Corefile:3 - Error during parsing: "
                + "Wrong argument count or unexpected line ending after 'b'");
  }

  @Test
  void namesThePluginThatCannotBeInstalled() {
    Plugin<String> failing =
        plugin(
            "failing",
            text -> {
              throw new PluginException("no such file: " + text);
            });

    assertThatThrownBy(() -> PluginTester.of(". {\nfailing x\n}\n", List.of(failing)))
        .hasMessage("plugin/failing: no such file: x");
  }

  private static String address(Message reply) {
    return reply.getSection(Section.ANSWER).getFirst().rdataToString();
  }

  private Outcome park(Exchange exchange) {
    parked.add(exchange);
    return Outcome.PARKED;
  }

  private Handler traceHandler(String text) {
    return exchange -> {
      seen.add("in " + text);
      exchange.intercept(
          (ex, outcome) -> {
            seen.add("out " + ex.interceptorState() + " " + ex.rcode(outcome));
            return outcome;
          },
          text,
          0);
      return Outcome.NEXT;
    };
  }

  private Handler addressHandler(String text) {
    byte[] address = address(text);
    return exchange -> {
      Records.address(
          exchange.startReply(Rcode.NOERROR, true), RecordCursor.ANSWER, 30, address, 0, 4);
      return Outcome.ANSWERED;
    };
  }

  private static byte[] address(String text) {
    return text.isEmpty() ? new byte[4] : java.net.InetAddress.ofLiteral(text).getAddress();
  }

  private static Plugin<String> plugin(
      String name, java.util.function.Function<String, Handler> handler) {
    return new Plugin<>() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public String parse(Cursor cursor, BlockScope scope) {
        String text = "";
        while (cursor.next()) {
          List<String> args = cursor.remainingArgs();
          if (args.size() > 1) {
            throw cursor.argumentError();
          }
          text = args.isEmpty() ? "" : args.getFirst();
        }
        return text;
      }

      @Override
      public void install(String config, Installation installation) {
        Consumer<Handler> add = installation::handler;
        add.accept(handler.apply(config));
      }
    };
  }
}
