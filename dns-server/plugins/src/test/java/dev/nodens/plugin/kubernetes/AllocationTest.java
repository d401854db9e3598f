package dev.nodens.plugin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.nodens.core.Exchange;
import dev.nodens.core.ReplySink;
import dev.nodens.core.Transport;
import dev.nodens.core.server.Server;
import dev.nodens.core.testing.PluginTester;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Type;

/// A query for a cluster name leaves no garbage, from the parsed datagram to the finished reply.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AllocationTest {
  private static final int WARM_UP = 20_000;
  private static final int MEASURED = 5_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private PluginTester tester;

  @BeforeAll
  void serve() {
    tester = World.serve("pods verified\n ttl 30");
  }

  @ParameterizedTest
  @CsvSource({
    "web.shop.svc.cluster.local., A, 0",
    "WEB.Shop.SVC.cluster.Local., A, 0",
    "dual.shop.svc.cluster.local., AAAA, 0",
    "web.shop.svc.cluster.local., AAAA, 0",
    "web.shop.svc.cluster.local., HTTPS, 0",
    "nope.shop.svc.cluster.local., A, 3",
    "example.com.default.svc.cluster.local., A, 3",
    "hdls.shop.svc.cluster.local., A, 0",
    "hdup.shop.svc.cluster.local., A, 0",
    "pod-two.hdls.shop.svc.cluster.local., AAAA, 0",
    "fd00--1.hdls.shop.svc.cluster.local., AAAA, 0",
    "_http._tcp.web.shop.svc.cluster.local., SRV, 0",
    "hdup.shop.svc.cluster.local., SRV, 0",
    "172-16-9-9.shop.pod.cluster.local., A, 0",
    "cluster.local., SOA, 0",
    "1.1.96.10.in-addr.arpa., PTR, 0",
    "1.1.16.172.in-addr.arpa., PTR, 0",
  })
  void answersWithoutGarbage(String name, String type, int rcode) {
    byte[] query = PluginTester.query(name, Type.value(type)).toWire();
    Server server = tester.running().listeners().getFirst().server();
    var sink = new CountingSink();
    ask(server, query, sink, WARM_UP);

    long before = threads.getCurrentThreadAllocatedBytes();
    ask(server, query, sink, MEASURED);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(sink.rcode).isEqualTo(rcode);
    assertThat(sink.replies).isEqualTo(WARM_UP + MEASURED);
    assertThat(allocated).as("bytes in %d answers", MEASURED).isZero();
  }

  private void ask(Server server, byte[] query, ReplySink sink, int times) {
    for (int i = 0; i < times; i++) {
      Exchange exchange = tester.loop().exchanges().acquire();
      System.arraycopy(query, 0, exchange.requestBuffer(query.length), 0, query.length);
      exchange.begin(query.length, Transport.UDP, sink, null, 0);
      server.handle(exchange);
    }
  }

  private static final class CountingSink implements ReplySink {
    private int replies;
    private int rcode;

    @Override
    public void send(Exchange exchange) {
      replies++;
      rcode = exchange.reply().flags() & 0xf;
      exchange.release();
    }

    @Override
    public void drop(Exchange exchange) {
      exchange.release();
    }
  }
}
