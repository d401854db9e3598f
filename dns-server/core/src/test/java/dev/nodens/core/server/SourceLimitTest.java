package dev.nodens.core.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.Exchange;
import dev.nodens.core.Installation;
import dev.nodens.core.Outcome;
import dev.nodens.core.Plugin;
import dev.nodens.core.PluginException;
import dev.nodens.core.Transport;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.testing.ManualLoop;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.corefile.Cursor;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class SourceLimitTest {
  private static final String NAME = "nodens_rate_limited_queries_total";
  private static final long SECOND = 1_000_000_000L;

  private final Counter limited = new MetricRegistry(1).counters(NAME, "").with();
  private final ManualLoop loop = new ManualLoop(0);

  @Test
  void aSourceMaySendABurstAndThenItsRate() {
    SourceLimit limit = limit("rate=10 burst=5");
    assertThat(admitted(limit, "10.0.0.1", 20, 0)).isEqualTo(5);
    assertThat(admitted(limit, "10.0.0.1", 20, SECOND / 10)).isEqualTo(1);
    assertThat(admitted(limit, "10.0.0.1", 20, SECOND)).isEqualTo(5);
    assertThat(limited.value()).isEqualTo(15 + 19 + 15);
  }

  @Test
  void withoutBurstItIsASecondsWorth() {
    assertThat(admitted(limit("rate=50"), "10.0.0.1", 1000, 0)).isEqualTo(50);
  }

  @Test
  void sourcesDoNotShare() {
    SourceLimit limit = limit("rate=1");
    for (String source : List.of("10.0.0.1", "10.0.0.2", "2001:db8::1", "2001:db8::2", "fd00::1")) {
      assertThat(admitted(limit, source, 2, 0)).as(source).isEqualTo(1);
    }
  }

  @Test
  void theMachineItselfIsNotLimited() {
    SourceLimit limit = limit("rate=1");
    assertThat(admitted(limit, "127.0.0.1", 10, 0)).isEqualTo(10);
    assertThat(admitted(limit, "::1", 10, 0)).isEqualTo(10);
    assertThat(admits(limit, new byte[] {10, 0, 0, 1}, Transport.INTERNAL, 0)).isTrue();
    assertThat(admits(limit, new byte[] {10, 0, 0, 1}, Transport.INTERNAL, 0)).isTrue();
  }

  @Test
  void anIpv4AddressIsTheSameInItsIpv6Form() {
    SourceLimit limit = limit("rate=1");
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};
    assertThat(admits(limit, mapped, Transport.UDP, 0)).isTrue();
    assertThat(admitted(limit, "10.0.0.1", 1, 0)).isZero();
  }

  @Test
  void aFullTableForgetsAndStaysBounded() {
    SourceLimit limit = limit("rate=1 sources=64");
    int served = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] source = {10, 0, (byte) (i >> 8), (byte) i};
      served += admits(limit, source, Transport.UDP, i) ? 1 : 0;
    }
    assertThat(served).as("who is not remembered is served").isEqualTo(10_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "burst=5 | \"burst=5\" needs rate=, the queries that one source may send each second",
        "rate=0 | \"rate=0\" needs a number from 1 to 1000000",
        "rate=x | \"rate=x\" needs a number from 1 to 1000000",
        "rate=5 sources=1 | \"sources=1\" needs a number from 64 to 1048576",
        "rate=5 answer=no | \"answer=no\" is neither answer=refused nor answer=drop",
        "rate=5 speed | \"speed\" is none of rate=, burst=, sources= and answer=",
      })
  void saysWhatCannotBeRead(String text, String message) {
    assertThatThrownBy(() -> tester(text))
        .isInstanceOf(PluginException.class)
        .hasMessage("NODENS_RATE_LIMIT: " + message);
  }

  @Test
  void moreIsRefusedAndCounted() {
    PluginTester tester = tester("rate=1");
    assertThat(tester.ask("a.example.", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    Message query = PluginTester.query("b.example.", Type.A);
    query.addRecord(new OPTRecord(1232, 0, 0, 0), Section.ADDITIONAL);
    Message reply = tester.ask(query);
    assertThat(reply.getRcode()).isEqualTo(Rcode.REFUSED);
    assertThat(reply.getQuestion()).isEqualTo(query.getQuestion());
    assertThat(reply.getOPT()).isNotNull();
    assertThat(tester.counter(NAME)).isEqualTo(1);
    tester.loop().advance(Duration.ofSeconds(1));
    assertThat(tester.ask("c.example.", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void orDropped() {
    PluginTester tester = tester("rate=1 answer=drop");
    byte[] query = PluginTester.query("a.example.", Type.A).toWire();
    assertThat(tester.send(query, Transport.UDP).message().getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(tester.send(query, Transport.UDP).dropped()).isTrue();
    assertThat(tester.loop().exchanges().inFlight()).isZero();
  }

  private SourceLimit limit(String text) {
    return new SourceLimit(SourceRate.of(text), 1, 4711, limited);
  }

  private int admitted(SourceLimit limit, String source, int queries, long at) {
    byte[] address = InetAddress.ofLiteral(source).getAddress();
    int admitted = 0;
    for (int i = 0; i < queries; i++) {
      admitted += admits(limit, address, Transport.UDP, at) ? 1 : 0;
    }
    return admitted;
  }

  private boolean admits(SourceLimit limit, byte[] source, Transport transport, long at) {
    Exchange exchange = loop.exchanges().acquire();
    exchange.begin(0, transport, new PluginTester.Reply(), null, at);
    exchange.client(source, 0, source.length, 4000);
    boolean admitted = limit.admits(exchange);
    exchange.release();
    return admitted;
  }

  private static PluginTester tester(String environment) {
    var platform = new TestPlatform();
    platform.environment.put("NODENS_RATE_LIMIT", environment);
    return PluginTester.of(platform, ". {\n nothing\n}\n", List.of(new NothingPlugin()));
  }

  /// Knows no name.
  private static final class NothingPlugin implements Plugin<String> {
    @Override
    public String name() {
      return "nothing";
    }

    @Override
    public String parse(Cursor cursor, BlockScope scope) {
      return "";
    }

    @Override
    public void install(String config, Installation installation) {
      installation.handler(exchange -> {
        exchange.startReply(Rcode.NXDOMAIN, true);
        return Outcome.ANSWERED;
      });
    }
  }
}
