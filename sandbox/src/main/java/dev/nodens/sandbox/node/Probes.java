package dev.nodens.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodens.sandbox.json.Json;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// The readiness of a container, asked of the process itself over HTTP as its probe says. The
/// asking happens on a virtual thread, so that a process that does not answer holds up nobody.
final class Probes {
  private static final long EVERY_NANOS = 250_000_000;

  private final URI ready;
  private final int timeoutMillis;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile boolean isReady;
  private long askedAt = System.nanoTime() - EVERY_NANOS;

  /// @param ports which port stands for the one that the probe names
  Probes(JsonNode container, String address, Map<Integer, Integer> ports) {
    JsonNode get = Json.at(container, "readinessProbe", "httpGet");
    int port = Json.at(get, "port").asInt(8181);
    String path = Json.text(get, "path");
    this.ready = URI.create("http://" + address + ":" + ports.getOrDefault(port, port) + path);
    this.timeoutMillis = 1000 * Json.at(container, "readinessProbe", "timeoutSeconds").asInt(1);
  }

  /// The latest answer; asks again when that is due.
  boolean isReady() {
    long now = System.nanoTime();
    if (now - askedAt >= EVERY_NANOS && asking.compareAndSet(false, true)) {
      askedAt = now;
      Thread.ofVirtual().start(this::ask);
    }
    return isReady;
  }

  private void ask() {
    try {
      var connection = (HttpURLConnection) ready.toURL().openConnection();
      connection.setConnectTimeout(timeoutMillis);
      connection.setReadTimeout(timeoutMillis);
      isReady = connection.getResponseCode() < 400;
      connection.disconnect();
    } catch (IOException e) {
      isReady = false;
    } finally {
      asking.set(false);
    }
  }
}
