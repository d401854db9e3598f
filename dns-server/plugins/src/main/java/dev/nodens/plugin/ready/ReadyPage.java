package dev.nodens.plugin.ready;

import dev.nodens.core.port.HttpEndpoints;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// 200 when every plugin is ready, else 503 with the names of those that are not; 503 from the
/// moment that the process is told to stop, so that traffic leaves while queries are still
/// answered.
final class ReadyPage implements HttpEndpoints.Page {
  private static final String TYPE = "text/plain; charset=utf-8";

  private final ReadyConfig.Monitor monitor;
  private final Supplier<List<String>> notReady;
  private final BooleanSupplier stopping;
  private @Nullable List<String> waiting;

  ReadyPage(
      ReadyConfig.Monitor monitor, Supplier<List<String>> notReady, BooleanSupplier stopping) {
    this.monitor = monitor;
    this.notReady = notReady;
    this.stopping = stopping;
  }

  @Override
  public HttpEndpoints.Content content(HttpEndpoints.Request request) {
    if (stopping.getAsBoolean()) {
      return content(503, "shutting down");
    }
    List<String> names = waiting();
    return names.isEmpty() ? content(200, "OK") : content(503, String.join(",", names));
  }

  private synchronized List<String> waiting() {
    List<String> now = notReady.get();
    if (monitor == ReadyConfig.Monitor.CONTINUOUSLY) {
      return now;
    }
    // A plugin counts as ready once it has been.
    List<String> before = waiting;
    waiting = before == null ? now : before.stream().filter(now::contains).toList();
    return waiting;
  }

  private static HttpEndpoints.Content content(int status, String text) {
    return new HttpEndpoints.Content(status, TYPE, text.getBytes(StandardCharsets.UTF_8));
  }
}
