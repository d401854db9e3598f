package dev.nodens.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.nodens.core.Chain;
import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.core.ReplySink;
import dev.nodens.core.Transport;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.testing.ManualLoop;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.wire.Name;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.Records;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

class ExchangeAllocationTest {
  private static final byte[] ADDRESS = {10, 96, 0, 1};

  @Test
  void allocatesNothingBetweenRequestAndReply() {
    Handler handler =
        exchange -> {
          Records.address(
              exchange.startReply(Rcode.NOERROR, true), RecordCursor.ANSWER, 30, ADDRESS, 0, 4);
          return Outcome.ANSWERED;
        };
    var chain = new Chain(List.of("intercept", "answer"), List.of(new Passing(), handler));
    var zone = new ServedZone(0, "dns://:53", Name.ROOT, ".", chain);
    var registry = new MetricRegistry(1);
    var server =
        new Server(
            "dns://:53",
            List.of(zone),
            false,
            "",
            List.of(),
            registry.counters("panics", "").with());
    var loop = new ManualLoop(0);
    var sink = new Releasing();
    byte[] request = PluginTester.query("kubernetes.default.svc.cluster.local.", Type.A).toWire();

    serve(server, loop, sink, request, 20_000);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().threadId();
    long before = threads.getThreadAllocatedBytes(self);
    serve(server, loop, sink, request, 10_000);
    long allocated = threads.getThreadAllocatedBytes(self) - before;

    assertThat(sink.sent).isEqualTo(30_000);
    assertThat(allocated).isLessThan(10_000);
  }

  private static void serve(
      Server server, ManualLoop loop, ReplySink sink, byte[] request, int times) {
    for (int i = 0; i < times; i++) {
      Exchange exchange = loop.exchanges().acquire();
      byte[] buffer = exchange.requestBuffer(request.length);
      System.arraycopy(request, 0, buffer, 0, request.length);
      exchange.begin(request.length, Transport.UDP, sink, null, 0);
      exchange.client(ADDRESS, 0, 4, 1000);
      server.handle(exchange);
    }
  }

  private static final class Passing implements Handler, dev.nodens.core.Interceptor {
    @Override
    public Outcome serve(Exchange exchange) {
      exchange.intercept(this, null, 7);
      return Outcome.NEXT;
    }

    @Override
    public Outcome onOutcome(Exchange exchange, Outcome outcome) {
      return outcome;
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
