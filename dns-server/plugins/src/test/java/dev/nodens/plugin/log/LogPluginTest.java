package dev.nodens.plugin.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.Installation;
import dev.nodens.core.Outcome;
import dev.nodens.core.Plugin;
import dev.nodens.core.Transport;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.CorefileException;
import dev.nodens.corefile.Cursor;
import dev.nodens.plugin.log.LogConfig.ReplyClass;
import dev.nodens.plugin.log.LogConfig.Rule;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.Records;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

class LogPluginTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "log { ; class ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'class'",
        "log { ; class all abracadabra ; } | 3 - invalid Class: abracadabra",
        "log { ; unknown ; } | 3 - Error during parsing: unknown property 'unknown'",
      })
  void refusesInUpstreamsWords(String directive, String message) {
    assertThatThrownBy(() -> parse(directive))
        .isInstanceOf(CorefileException.class)
        .hasMessage("plugin/log: Corefile:" + message);
  }

  @Test
  void readsRulesInFileOrder() {
    LogConfig config =
        parse(
            "log ; log example.org ; log a b. {combined} { ; class denial error ; class success ; }"
                + " ; log c d ; log {nope} ; log x \"{common} {/a/b}\" { ; class denial all ; }");

    assertThat(config.rules())
        .containsExactly(
            new Rule(".", LogConfig.COMMON, Set.of()),
            new Rule("example.org.", LogConfig.COMMON, Set.of()),
            new Rule("a.", LogConfig.COMBINED, Set.of(ReplyClass.values())),
            new Rule("b.", LogConfig.COMBINED, Set.of(ReplyClass.values())),
            new Rule("c.", LogConfig.COMMON, Set.of()),
            new Rule("d.", LogConfig.COMMON, Set.of()),
            new Rule("{nope}.", LogConfig.COMMON, Set.of()),
            new Rule("x.", LogConfig.COMMON + " {/a/b}", Set.of()));
  }

  @Test
  void writesTheCommonFormat() {
    PluginTester tester = tester("log");
    Message query = PluginTester.query("WWW.Example.org.", Type.A);
    query.getHeader().setID(4711);
    query.getHeader().setFlag(Flags.CD);

    tester.ask(query);

    assertThat(tester.platform().lines())
        .containsExactly(
            "[INFO] 10.1.2.3:40212 - 4711 \"A IN www.example.org. udp 33 false 512\""
                + " NOERROR qr,aa,rd,cd 64 0s");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{remote} {port} {local} | 10.1.2.3 40212 10.0.0.10",
        "{type}/{class}/{name}/{proto} | A/IN/www.example.org./udp",
        "{>id} {>opcode} {>do} {>bufsize} | 4711 0 false 512",
        "{rcode} {>rflags} {rsize} {duration} | NOERROR qr,aa,rd 64 0s",
        "{ {type} } } {x} {type | { A } } {x} {type",
        "{}{{type}} | {}{A}",
        "{/some/metadata} {type} | - A",
        "ü{type} | üA",
      })
  void fillsFormats(String format, String line) {
    PluginTester tester = tester("log . \"" + format + "\"");
    Message query = PluginTester.query("www.example.org.", Type.A);
    query.getHeader().setID(4711);

    tester.ask(query);

    assertThat(tester.platform().lines()).containsExactly("[INFO] " + line);
  }

  @Test
  void tellsWhatEdnsAndTcpChange() {
    PluginTester tester = tester("log . \"{proto} {size} {>do} {>bufsize}\"");
    Message query = PluginTester.query("www.example.org.", Type.A);
    query.addRecord(new org.xbill.DNS.OPTRecord(1232, 0, 0, 0x8000), 3);

    tester.ask(query);
    tester.send(query.toWire(), Transport.TCP);

    assertThat(tester.platform().lines())
        .containsExactly("[INFO] udp 44 true 1232", "[INFO] tcp 44 true 65535");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "www.      | success | NOERROR qr,aa,rd 40",
        "nodata.   | denial  | NOERROR qr,aa,rd 70",
        "empty.    | success | NOERROR qr,aa,rd 23",
        "nxdomain. | denial  | NXDOMAIN qr,aa,rd 74",
        "both.     | error   | NXDOMAIN qr,aa,rd 42",
        "failed.   | error   | SERVFAIL qr,rd 24",
        "refused.  | error   | REFUSED qr,rd 25",
        "dropped.  | error   | - - 0",
        "srv.      | success | NOERROR qr,aa,rd 51",
      })
  void classifiesRepliesAndCountsTheirUncompressedSize(
      String name, String replyClass, String expected) {
    for (String asked : List.of("success", "denial", "error", "all")) {
      PluginTester tester =
          tester("log . \"{rcode} {>rflags} {rsize}\" { ; class " + asked + " ; }");

      tester.send(PluginTester.query(name, Type.A).toWire(), Transport.UDP);

      boolean logged = asked.equals(replyClass) || asked.equals("all");
      assertThat(tester.platform().lines())
          .as(asked)
          .isEqualTo(logged ? List.of("[INFO] " + expected.replaceAll(" +", " ")) : List.of());
    }
  }

  @Test
  void usesOnlyTheFirstRuleThatMatches() {
    PluginTester tester =
        tester(
            "log www.example.org \"first {name}\" { ; class error ; } ;"
                + " log example.org \"second {name}\" ; log a..b \"never\"");

    tester.ask("www.example.org.", Type.A);
    tester.ask("WWW2.Example.Org.", Type.A);
    tester.ask("www.example.net.", Type.A);

    assertThat(tester.platform().lines()).containsExactly("[INFO] second www2.example.org.");
  }

  private static LogConfig parse(String directive) {
    return PluginTester.configuration(block(directive), List.of(new LogPlugin()))
        .blocks()
        .getFirst()
        .of("log", LogConfig.class)
        .orElseThrow();
  }

  private static PluginTester tester(String directive) {
    return PluginTester.of(
        block(directive + " ; answers"), List.of(new LogPlugin(), new AnsweringPlugin()));
  }

  private static String block(String directive) {
    return ". {\n" + directive.replace(";", "\n") + "\n}";
  }

  /// Answers as the first label of the queried name tells it to.
  private static final class AnsweringPlugin implements Plugin<String> {
    private static final byte[] SERVER = Name.parse("ns.").wire();

    @Override
    public String name() {
      return "answers";
    }

    @Override
    public String parse(Cursor cursor, BlockScope scope) {
      return "";
    }

    @Override
    public void install(String config, Installation installation) {
      installation.handler(exchange -> {
        String name = exchange.query().qnameText();
        boolean denied = name.startsWith("nxdomain") || name.startsWith("both");
        if (name.startsWith("dropped")) {
          return Outcome.DROPPED;
        }
        if (name.startsWith("failed")) {
          return exchange.fail(Rcode.SERVFAIL);
        }
        if (name.startsWith("refused")) {
          return exchange.fail(Rcode.REFUSED);
        }
        MessageWriter reply = exchange.startReply(denied ? Rcode.NXDOMAIN : Rcode.NOERROR, true);
        if (name.startsWith("www") || name.startsWith("both")) {
          Records.address(reply, RecordCursor.ANSWER, 5, new byte[4], 0, 4);
        }
        if (name.startsWith("srv")) {
          Records.srv(reply, RecordCursor.ANSWER, 5, 0, 0, 53, Name.parse("www.srv.").wire());
        }
        if (name.startsWith("nodata") || name.startsWith("nxdomain")) {
          byte[] zone = Name.parse(name).wire();
          Records.soa(reply, RecordCursor.AUTHORITY, zone, 5, SERVER, SERVER, 1, 2, 3, 4, 5);
        }
        return Outcome.ANSWERED;
      });
    }
  }
}
