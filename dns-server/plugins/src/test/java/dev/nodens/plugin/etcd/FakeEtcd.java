package dev.nodens.plugin.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The part of etcd's JSON gateway that the plugin uses, over a map.
final class FakeEtcd implements AutoCloseable {
  final NavigableMap<String, String> keys = new ConcurrentSkipListMap<>();
  final Map<String, Long> leases = new TreeMap<>();
  final AtomicInteger logins = new AtomicInteger();

  /// What requests must carry; empty for nothing.
  volatile String token = "";

  private final HttpServer server;

  FakeEtcd() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> request = new LinkedHashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(exchange.getRequestBody())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        request.put(parser.currentName(), parser.nextTextValue());
      }
    }
    String path = exchange.getRequestURI().getPath();
    boolean login = path.equals("/v3/auth/authenticate");
    String shown = exchange.getRequestHeaders().getFirst("Authorization");
    boolean stranger = !login && !token.isEmpty() && !token.equals(shown);
    String reply =
        switch (path) {
          case "/v3/auth/authenticate" -> login(request);
          case "/v3/kv/range" -> range(request);
          case "/v3/lease/timetolive" -> "{\"ID\":\"7\",\"TTL\":\"" + request.get("ID") + "0\"}";
          default -> "{}";
        };
    byte[] body =
        (stranger ? "{\"error\":\"invalid auth token\",\"code\":16}" : reply).getBytes(UTF_8);
    exchange.sendResponseHeaders(stranger ? 401 : 200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private String login(Map<String, String> request) {
    logins.incrementAndGet();
    boolean known = "root".equals(request.get("name")) && "secret".equals(request.get("password"));
    return "{\"token\":\"" + (known ? token : "") + "\"}";
  }

  private String range(Map<String, String> request) {
    String from = decoded(request.get("key"));
    String end = request.containsKey("range_end") ? decoded(request.get("range_end")) : from + "\0";
    var kvs = new StringBuilder();
    keys.subMap(from, end)
        .forEach((key, value) -> {
          kvs.append(kvs.isEmpty() ? "" : ",");
          kvs.append("{\"key\":\"")
              .append(encoded(key))
              .append("\",\"version\":\"1\",\"value\":\"");
          kvs.append(encoded(value)).append("\",\"lease\":\"").append(leases.getOrDefault(key, 0L));
          kvs.append("\"}");
        });
    // An empty answer has no members, as etcd writes it.
    return kvs.isEmpty()
        ? "{\"header\":{\"revision\":\"1\"}}"
        : "{\"header\":{\"revision\":\"1\"},\"kvs\":[" + kvs + "],\"count\":\"1\"}";
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), UTF_8);
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
