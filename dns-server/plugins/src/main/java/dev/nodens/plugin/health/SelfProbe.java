package dev.nodens.plugin.health;

import dev.nodens.core.metrics.Buckets;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Histogram;
import dev.nodens.core.metrics.MetricRegistry;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Asks this process's own `/health` once a second: its slowness tells of overload. Virtual thread.
final class SelfProbe implements Runnable {
  static final Duration PERIOD = Duration.ofSeconds(1);
  private static final int TIMEOUT_MILLIS = 3000;

  private final Histogram durations;
  private final Counter failures;
  private volatile @Nullable URI target;

  SelfProbe(MetricRegistry registry) {
    durations =
        registry
            .histograms(
                "coredns_health_request_duration_seconds",
                "Time that the server's request to its own health page took.",
                Buckets.SLIM_TIME)
            .with();
    failures =
        registry
            .counters(
                "coredns_health_request_failures_total",
                "Requests to the server's own health page that failed.")
            .with();
  }

  void aim(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    String text = host == null || host.isAnyLocalAddress() ? "127.0.0.1" : host.getHostAddress();
    String literal = text.contains(":") ? "[" + text + "]" : text;
    target = URI.create("http://" + literal + ":" + address.getPort() + "/health");
  }

  @Override
  public void run() {
    URI uri = target;
    if (uri == null) {
      return;
    }
    long start = System.nanoTime();
    try {
      var connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try (var body = connection.getInputStream()) {
        body.readAllBytes();
      }
      durations.observeShared(System.nanoTime() - start);
    } catch (IOException e) {
      durations.observeShared(System.nanoTime() - start);
      failures.addShared(1);
    }
  }
}
