package dev.nodens.plugin.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Installation;
import dev.nodens.core.Outcome;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.metrics.Gauge;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.ScriptedUpstreams.Link;
import dev.nodens.corefile.Cursor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

final class LoopPluginTest {
  private static final List<Plugin<?>> PLUGINS = List.of(new LoopPlugin(), new Answering());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loop x | 2 - Error during parsing: Wrong argument count or unexpected line ending after 'x'",
        "loop ; loop | 3 - this plugin can only be used once per Server Block",
      })
  void refusesInUpstreamsWords(String directives, String message) {
    assertThatThrownBy(() ->
            PluginTester.configuration(
                ". {\n" + directives.replace(" ; ", "\n") + "\n}\n", PLUGINS))
        .hasMessage("plugin/loop: Corefile:" + message);
  }

  @Test
  void asksItsOwnServerForARandomNameOfTheZone() throws IOException {
    PluginTester tester = start("example.org:1053");
    Link link = tester.loop().upstreams().links().getFirst();
    assertThat(link.target().address().toString()).isEqualTo("/127.0.0.1:1053");
    Message probe = new Message(link.sent().getFirst());
    assertThat(probe.getQuestion().getType()).isEqualTo(Type.HINFO);
    assertThat(probe.getQuestion().getName().toString()).matches("\\d+\\.\\d+\\.example\\.org\\.");
    assertThat(detected(tester, "example.org.")).isZero();
  }

  @Test
  void reportsTheThirdArrivalAnswersItAndStaysUp() throws IOException {
    PluginTester tester = start(".:1053");
    Message probe = probe(tester);
    assertThat(tester.ask(probe).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(tester.ask(probe).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(detected(tester, ".")).isZero();
    assertThat(tester.ask(probe).getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(detected(tester, ".")).isOne();
    assertThat(tester.ask("other.example.", Type.HINFO).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(tester.ask(probe.getQuestion().getName().toString(), Type.A).getRcode())
        .isEqualTo(Rcode.NOERROR);
  }

  @Test
  void endsTheReportWhenTheLoopIsGone() throws IOException {
    PluginTester tester = start(".:1053");
    Message probe = probe(tester);
    for (int i = 0; i < 3; i++) {
      tester.ask(probe);
    }
    answer(tester);
    assertThat(detected(tester, ".")).isOne();
    tester.loop().advance(Duration.ofMinutes(1));
    assertThat(probe(tester).getQuestion()).isNotEqualTo(probe.getQuestion());
    tester.ask(probe(tester));
    answer(tester);
    assertThat(detected(tester, ".")).isZero();
  }

  @Test
  void asksAgainEverySecondUntilAnswered() {
    PluginTester tester = start(".:1053");
    tester.loop().upstreams().links().getFirst().fail("connection refused");
    tester.loop().advance(Duration.ofSeconds(1));
    assertThat(tester.loop().upstreams().links()).hasSize(2);
    tester.loop().advance(Duration.ofSeconds(3));
    assertThat(tester.loop().upstreams().links()).hasSize(3);
  }

  @Test
  void stopsWithItsConfiguration() {
    PluginTester tester = start(".:1053");
    tester.running().retire();
    tester.loop().upstreams().links().getFirst().fail("connection refused");
    tester.loop().advance(Duration.ofMinutes(5));
    assertThat(tester.loop().upstreams().links()).hasSize(1);
  }

  private static PluginTester start(String key) {
    return PluginTester.of(key + " {\n loop\n answering\n}\n", PLUGINS);
  }

  private static Message probe(PluginTester tester) throws IOException {
    return new Message(tester.loop().upstreams().links().getLast().sent().getFirst());
  }

  private static void answer(PluginTester tester) throws IOException {
    Message reply = probe(tester);
    reply.getHeader().setFlag(Flags.QR);
    tester.loop().upstreams().links().getLast().reply(reply.toWire());
  }

  private static double detected(PluginTester tester, String zone) {
    return tester.metrics().families().stream()
        .filter(family -> family.name().equals("nodens_loop_detected"))
        .map(family -> ((Map<?, ?>) family.metrics()).get(List.of(zone)))
        .map(Gauge.class::cast)
        .findFirst()
        .orElseThrow()
        .value();
  }

  /// Answers everything with NOERROR.
  private static final class Answering implements Plugin<Boolean>, Handler {
    @Override
    public String name() {
      return "answering";
    }

    @Override
    public Boolean parse(Cursor cursor, BlockScope scope) {
      return cursor.next();
    }

    @Override
    public void install(Boolean config, Installation installation) {
      installation.handler(this);
    }

    @Override
    public Outcome serve(Exchange exchange) {
      exchange.startReply(0, true);
      return Outcome.ANSWERED;
    }
  }
}
