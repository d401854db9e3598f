package dev.nodens.e2e.differential;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;

/// Takes spans as Zipkin does, apart for each path of its URL.
final class SpanCollector implements AutoCloseable {
  private static final KubernetesSerialization JSON = new KubernetesSerialization();
  private static final long SLACK_MICROS = 2;

  private final Map<String, List<Map<String, Object>>> spansByPath = new HashMap<>();
  private final HttpServer server;

  SpanCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::take);
    server.start();
  }

  /// Where the spans of `path` are sent.
  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + path;
  }

  @SuppressWarnings("unchecked")
  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      List<Map<String, Object>> spans = JSON.unmarshal(exchange.getRequestBody(), List.class);
      synchronized (spansByPath) {
        spansByPath
            .computeIfAbsent(
                exchange.getRequestURI().getPath().substring(1), p -> new ArrayList<>())
            .addAll(spans);
      }
      exchange.sendResponseHeaders(202, -1);
    } catch (RuntimeException e) {
      throw new UncheckedIOException(new IOException("these are no spans", e));
    }
  }

  /// What came for `path`: for each question (name, type, protocol) that was traced the spans, each
  /// in a word that says where in the trace it stands and what it tells.
  Map<String, List<String>> traces(String path) {
    Map<String, Map<String, Map<String, Object>>> byTrace = new HashMap<>();
    synchronized (spansByPath) {
      for (Map<String, Object> span : spansByPath.getOrDefault(path, List.of())) {
        byTrace
            .computeIfAbsent(text(span, "traceId"), id -> new HashMap<>())
            .put(text(span, "id"), span);
      }
    }
    var traces = new TreeMap<String, List<String>>();
    for (Map<String, Map<String, Object>> spans : byTrace.values()) {
      spans.values().stream()
          .filter(span -> !span.containsKey("parentId"))
          .findFirst()
          .ifPresent(root ->
              traces
                  .computeIfAbsent(question(root), q -> new ArrayList<>())
                  .addAll(spans.values().stream().map(s -> word(s, spans)).sorted().toList()));
    }
    return traces;
  }

  private static String question(Map<String, Object> root) {
    Map<String, String> tags = tags(root);
    return String.join(
        " ",
        tags.getOrDefault("coredns.io/name", "?"),
        tags.getOrDefault("coredns.io/type", "?"),
        tags.getOrDefault("coredns.io/proto", "?"));
  }

  private static String word(Map<String, Object> span, Map<String, Map<String, Object>> spans) {
    var path = new StringBuilder(text(span, "name"));
    Map<String, Object> below = span;
    while (below.containsKey("parentId")) {
      Map<String, Object> above = spans.get(text(below, "parentId"));
      if (above == null) {
        return "orphan>" + path;
      }
      path.insert(0, text(above, "name") + (isWithin(below, above) ? ">" : ">OUTSIDE>"));
      below = above;
    }
    var details = new TreeSet<String>();
    tags(span).forEach((key, value) -> details.add(key + "=" + value));
    for (String key : List.of("kind", "shared", "localEndpoint", "annotations")) {
      if (span.containsKey(key)) {
        details.add(key + "=" + span.get(key));
      }
    }
    String said = String.join(";", details).replaceAll("timestamp=\\d+", "timestamp");
    return path + "{" + said.replaceAll("port=\\d+", "port").replace(' ', '_') + "}";
  }

  private static boolean isWithin(Map<String, Object> span, Map<String, Object> around) {
    long start = number(span, "timestamp");
    long end = start + number(span, "duration");
    long aroundStart = number(around, "timestamp");
    long aroundEnd = aroundStart + number(around, "duration");
    return start >= aroundStart - SLACK_MICROS && end <= aroundEnd + SLACK_MICROS;
  }

  private static Map<String, String> tags(Map<String, Object> span) {
    var tags = new TreeMap<String, String>();
    if (span.get("tags") instanceof Map<?, ?> said) {
      said.forEach((key, value) -> tags.put(String.valueOf(key), String.valueOf(value)));
    }
    return tags;
  }

  private static String text(Map<String, Object> span, String member) {
    return String.valueOf(span.get(member));
  }

  private static long number(Map<String, Object> span, String member) {
    return span.get(member) instanceof Number number ? number.longValue() : 0;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
