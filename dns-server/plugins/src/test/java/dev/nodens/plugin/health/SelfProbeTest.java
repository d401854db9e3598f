package dev.nodens.plugin.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.nodens.core.metrics.MetricRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class SelfProbeTest {
  private final MetricRegistry registry = new MetricRegistry(1);
  private final SelfProbe probe = new SelfProbe(registry);

  @Test
  void timesItsOwnPage() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 1);
    server.createContext("/health", exchange -> exchange.sendResponseHeaders(200, -1));
    server.start();
    try {
      probe.aim(server.getAddress());
      probe.run();
    } finally {
      server.stop(0);
    }

    assertThat(failures()).isZero();
  }

  @Test
  void countsAPageThatCannotBeReached() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 1);
    InetSocketAddress gone = server.getAddress();
    server.stop(0);

    probe.aim(gone);
    probe.run();

    assertThat(failures()).isEqualTo(1);
  }

  private long failures() {
    return registry.counters("coredns_health_request_failures_total", "").with().value();
  }
}
