package dev.nodens.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.nodens.core.Exchange;
import dev.nodens.core.ReplySink;
import dev.nodens.core.Transport;
import dev.nodens.core.server.Listener;
import dev.nodens.core.testing.ManualLoop;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.plugin.Plugins;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// From request octets to reply octets, through the real chain, nothing may be allocated.
class ChainAllocationTest {
  private static final int WARM_UP = 20_000;
  private static final int MEASURED = 10_000;
  private static final byte[] CLIENT = {10, 1, 2, 3};

  private static final String COREFILE =
      """
      example.org {
        prometheus
        errors
        loadbalance
        cache 30
        hosts {
          10.0.0.1 www.example.org
          10.0.0.2 www.example.org
          fd00::1 www.example.org
        }
      }
      whoami.test {
        prometheus
        errors
        whoami
      }
      """;

  @ParameterizedTest(name = "{0} {1}, EDNS {2}")
  @CsvSource({
    "www.example.org., A, false",
    "www.example.org., A, true",
    "www.example.org., AAAA, true",
    "wWw.Example.ORG., A, true",
    "1.0.0.10.in-addr.arpa., PTR, true",
    "www.whoami.test., A, true",
    "unserved.test., A, true",
  })
  void allocatesNothingFromRequestToReply(String name, String type, boolean edns) {
    PluginTester tester = PluginTester.of(COREFILE, Plugins.ORDER);
    Message query = PluginTester.query(name, Type.value(type));
    if (edns) {
      query.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
    }
    byte[] request = query.toWire();
    var sink = new Counting();
    Listener listener = tester.running().listeners().getFirst();
    serve(listener, tester.loop(), sink, request, WARM_UP);

    long nothing = allocatedBy(() -> {});
    long allocated =
        allocatedBy(() -> serve(listener, tester.loop(), sink, request, MEASURED)) - nothing;

    assertThat(sink.replies).isEqualTo(WARM_UP + MEASURED);
    assertThat(sink.lastRcode).isIn(Rcode.NOERROR, Rcode.REFUSED);
    assertThat(allocated).as("octets allocated by %d queries", MEASURED).isZero();
  }

  private static long allocatedBy(Runnable work) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().threadId();
    long before = threads.getThreadAllocatedBytes(self);
    work.run();
    return threads.getThreadAllocatedBytes(self) - before;
  }

  private static void serve(
      Listener listener, ManualLoop loop, ReplySink sink, byte[] request, int times) {
    for (int i = 0; i < times; i++) {
      Exchange exchange = loop.exchanges().acquire();
      System.arraycopy(request, 0, exchange.requestBuffer(request.length), 0, request.length);
      exchange.begin(request.length, Transport.UDP, sink, null, loop.nanoTime());
      exchange.client(CLIENT, 0, 4, 40212);
      exchange.local(CLIENT, 0, 4, 53);
      listener.server().handle(exchange);
    }
  }

  private static final class Counting implements ReplySink {
    private int replies;
    private int lastRcode;

    @Override
    public void send(Exchange exchange) {
      replies++;
      lastRcode = exchange.reply().flags() & 15;
      exchange.release();
    }

    @Override
    public void drop(Exchange exchange) {
      exchange.release();
    }
  }
}
