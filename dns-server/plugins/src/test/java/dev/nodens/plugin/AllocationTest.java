package dev.nodens.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.nodens.core.Exchange;
import dev.nodens.core.ReplySink;
import dev.nodens.core.Transport;
import dev.nodens.core.server.Server;
import dev.nodens.core.testing.ManualLoop;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.plugin.errors.ErrorsPlugin;
import dev.nodens.plugin.hosts.HostsPlugin;
import dev.nodens.plugin.loadbalance.LoadbalancePlugin;
import dev.nodens.plugin.log.LogPlugin;
import dev.nodens.plugin.whoami.WhoamiPlugin;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Type;

/// What stands between a datagram and its answer allocates nothing, query after query.
class AllocationTest {
  private static final int QUERIES = 10_000;

  /// Less than a byte a query: what a JIT thread's bookkeeping may be charged to this thread.
  private static final long TOLERATED = QUERIES;

  @ParameterizedTest
  @CsvSource({
    "node-1.,                A",
    "node-1.,                AAAA",
    "node-1.,                MX",
    "x.apps.example.org.,    A",
    "1.0.0.10.in-addr.arpa., PTR",
    "unknown.example.,       A",
  })
  void answersWithoutAllocating(String name, String type) {
    PluginTester tester =
        PluginTester.of(
            """
            . {
              errors
              log
              loadbalance {
                prefer 10.0.0.2/32
              }
              hosts /nonexistent {
                10.0.0.1 node-1
                10.0.0.2 node-1
                10.0.0.3 node-1
                10.9.9.9 *.apps.example.org
                fallthrough
              }
              whoami
            }
            """,
            List.of(
                new ErrorsPlugin(),
                new LogPlugin(),
                new LoadbalancePlugin(SplittableRandom::new),
                new HostsPlugin(),
                new WhoamiPlugin()));
    byte[] request = PluginTester.query(name, Type.value(type)).toWire();
    var sink = new Releasing();

    ask(tester, request, sink, 3 * QUERIES);
    tester.platform().lines();
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().threadId();
    long before = threads.getThreadAllocatedBytes(self);
    ask(tester, request, sink, QUERIES);
    long allocated = threads.getThreadAllocatedBytes(self) - before;

    assertThat(sink.sent).isEqualTo(4 * QUERIES);
    assertThat(tester.platform().lines()).isNotEmpty();
    assertThat(allocated).isLessThan(TOLERATED);
  }

  private static void ask(PluginTester tester, byte[] request, ReplySink sink, int times) {
    ManualLoop loop = tester.loop();
    Server server = tester.running().listeners().getFirst().server();
    byte[] client = {10, 1, 2, 3};
    for (int i = 0; i < times; i++) {
      Exchange exchange = loop.exchanges().acquire();
      byte[] buffer = exchange.requestBuffer(request.length);
      System.arraycopy(request, 0, buffer, 0, request.length);
      exchange.begin(request.length, Transport.UDP, sink, null, 0);
      exchange.client(client, 0, 4, 1000);
      server.handle(exchange);
    }
  }

  private static final class Releasing implements ReplySink {
    private long sent;

    @Override
    public void send(Exchange exchange) {
      sent++;
      exchange.release();
    }

    @Override
    public void drop(Exchange exchange) {
      exchange.release();
    }
  }
}
