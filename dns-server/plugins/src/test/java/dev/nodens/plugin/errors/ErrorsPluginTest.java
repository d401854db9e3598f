package dev.nodens.plugin.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.CorefileException;
import dev.nodens.corefile.Cursor;
import dev.nodens.plugin.errors.ErrorsConfig.Level;
import dev.nodens.wire.Rcode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Type;

/// Verdicts and texts as CoreDNS 1.15.0 gives them; `;` stands for a line end.
class ErrorsPluginTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "errors ; errors | 3 - this plugin can only be used once per Server Block",
        "errors a b | 2 - Error during parsing: Wrong argument count or unexpected line ending after 'b'",
        "errors file.log | 2 - Error during parsing: invalid log file: file.log",
        "errors { ; nothing ; } | 3 - Syntax error: Unexpected token 'nothing', expecting 'Unknown field nothing'",
        "errors { ; consolidate ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'consolidate'",
        "errors { ; consolidate 1m ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after '1m'",
        "errors { ; consolidate 1m a b c d ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'd'",
        "errors { ; consolidate 1 a ; } | 3 - Error during parsing: time: missing unit in duration \"1\"",
        "errors { ; consolidate 1m a loud ; } | 3 - Error during parsing: unknown option in consolidate: loud",
        "errors { ; consolidate 1m a info error ; } | 3 - Error during parsing: multiple log levels specified in consolidate",
        "errors { ; consolidate 1m a show_first error ; } | 3 - Error during parsing: log level must come before show_first in consolidate",
        "errors { ; consolidate 1m a( ; } | 3 - Error during parsing: error parsing regexp: missing closing ): `a(`",
      })
  void refusesInUpstreamsWords(String directive, String message) {
    assertThatThrownBy(() -> parse(directive))
        .isInstanceOf(CorefileException.class)
        .hasMessage("plugin/errors: Corefile:" + message);
  }

  @Test
  void readsEveryOption() {
    ErrorsConfig config =
        parse(
            "errors stdout { ; stacktrace ; consolidate 5m \".* timeout$\" warning show_first ;"
                + " consolidate 30s ^Failed ; }");

    assertThat(config.stacktrace()).isTrue();
    assertThat(config.consolidations())
        .extracting(c -> c.period(), c -> c.regex(), c -> c.level(), c -> c.showFirst())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                Duration.ofMinutes(5), ".* timeout$", Level.WARNING, true),
            org.assertj.core.groups.Tuple.tuple(
                Duration.ofSeconds(30), "^Failed", Level.ERROR, false));
  }

  @Test
  void logsOneLineForEachFailure() {
    PluginTester tester = tester("errors");

    tester.ask("Slow.Example.org.", Type.A);
    tester.ask("refused.org.", Type.AAAA);
    tester.ask("quiet.org.", Type.A);
    tester.ask("fine.org.", Type.A);

    assertThat(tester.platform().lines())
        .containsExactly(
            "[ERROR] plugin/errors: 2 slow.example.org. A: read udp: i/o timeout",
            "[ERROR] plugin/errors: 5 refused.org. AAAA: concurrent queries exceeded maximum 1");
  }

  @Test
  void saysThatNoPluginIsLeft() {
    PluginTester tester = PluginTester.of(". {\n errors\n}", List.of(new ErrorsPlugin()));

    tester.ask("example.org.", Type.A);

    assertThat(tester.platform().lines())
        .containsExactly(
            "[ERROR] plugin/errors: 2 example.org. A: plugin/errors: no next plugin found");
  }

  @Test
  void aFloodIsCountedInsteadOfLogged() {
    PluginTester tester = tester("errors");

    for (int i = 0; i < 1000; i++) {
      tester.ask("slow.org.", Type.A);
    }
    assertThat(tester.platform().lines()).hasSize(100);
    tester.loop().advance(Duration.ofSeconds(1));
    assertThat(tester.platform().lines())
        .containsExactly(
            "[WARNING] plugin/errors: 900 more errors in the last second were not logged");
    tester.ask("slow.org.", Type.A);
    assertThat(tester.platform().lines()).hasSize(1);
  }

  @Test
  void countsErrorsThatMatchInsteadOfLoggingEach() {
    PluginTester tester = tester("errors { ; consolidate 5m \"timeout$\" warning ; }");

    for (int i = 0; i < 3; i++) {
      tester.ask("slow.org.", Type.A);
    }
    tester.ask("refused.org.", Type.A);
    tester.loop().advance(Duration.ofMinutes(4));
    assertThat(tester.platform().lines())
        .containsExactly(
            "[ERROR] plugin/errors: 5 refused.org. A: concurrent queries exceeded maximum 1");

    tester.loop().advance(Duration.ofMinutes(1));
    tester.loop().advance(Duration.ofMinutes(30));

    assertThat(tester.platform().lines())
        .containsExactly("[WARNING] plugin/errors: 3 errors like 'timeout$' occurred in last 5m0s");
  }

  @Test
  void showsTheFirstErrorOfAPeriodIfToldTo() {
    PluginTester tester = tester("errors { ; consolidate 30s timeout info show_first ; }");

    tester.ask("slow.org.", Type.A);
    tester.ask("slow.org.", Type.A);
    tester.loop().advance(Duration.ofSeconds(30));
    tester.ask("slow.org.", Type.A);
    tester.loop().advance(Duration.ofSeconds(30));

    assertThat(tester.platform().lines())
        .containsExactly(
            "[INFO] plugin/errors: 2 slow.org. A: read udp: i/o timeout",
            "[INFO] plugin/errors: 2 errors like 'timeout' occurred in last 30s",
            "[INFO] plugin/errors: 2 slow.org. A: read udp: i/o timeout");
  }

  @Test
  void tellsWhatItCountedWhenItsConfigurationIsReplaced() {
    PluginTester tester = tester("errors { ; consolidate 1h timeout ; }");
    tester.ask("slow.org.", Type.A);

    tester.running().retire();
    tester.loop().runTasks();

    assertThat(tester.platform().lines())
        .containsExactly("[ERROR] plugin/errors: 1 errors like 'timeout' occurred in last 1h0m0s");
  }

  private static ErrorsConfig parse(String directive) {
    return PluginTester.configuration(block(directive), List.of(new ErrorsPlugin()))
        .blocks()
        .getFirst()
        .of("errors", ErrorsConfig.class)
        .orElseThrow();
  }

  private static PluginTester tester(String directive) {
    return PluginTester.of(
        block(directive + " ; fails"), List.of(new ErrorsPlugin(), new FailingPlugin()));
  }

  private static String block(String directive) {
    return ". {\n" + directive.replace(";", "\n") + "\n}";
  }

  /// Fails as the queried name tells it to.
  private static final class FailingPlugin implements Plugin<String> {
    @Override
    public String name() {
      return "fails";
    }

    @Override
    public String parse(Cursor cursor, BlockScope scope) {
      return "";
    }

    @Override
    public void install(String config, Installation installation) {
      installation.handler(exchange -> {
        String name = exchange.query().qnameText();
        if (name.startsWith("slow")) {
          return exchange.fail(Rcode.SERVFAIL, "fails", "read udp: i/o timeout");
        }
        if (name.startsWith("refused")) {
          return exchange.fail(Rcode.REFUSED, "fails", "concurrent queries exceeded maximum 1");
        }
        if (name.startsWith("quiet")) {
          return exchange.fail(Rcode.SERVFAIL);
        }
        exchange.startReply(Rcode.SERVFAIL, false);
        return dev.nodens.core.Outcome.ANSWERED;
      });
    }
  }
}
