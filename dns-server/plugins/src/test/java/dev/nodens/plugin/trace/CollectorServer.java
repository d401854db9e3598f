package dev.nodens.plugin.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes what a server sends to a collector, and reads as much of the JSON as tests ask for.
final class CollectorServer implements AutoCloseable {
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final HttpServer server;

  /// One request.
  record Request(String line, String type, String b3, String body) {}

  CollectorServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      exchange.sendResponseHeaders(202, -1);
      requests.add(
          new Request(
              exchange.getRequestMethod() + " " + exchange.getRequestURI(),
              String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
              String.valueOf(exchange.getRequestHeaders().getFirst("b3")),
              body));
    }
  }

  String hostPort() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  Request next() throws InterruptedException {
    Request request = requests.poll(20, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("nothing was sent");
    }
    return request;
  }

  /// Waits until `count` spans have come.
  List<String> spans(int count) throws InterruptedException {
    var spans = new ArrayList<String>();
    while (spans.size() < count) {
      spans.addAll(objects(next().body()));
    }
    return spans;
  }

  /// The objects in the arrays of `json` that are in no other object.
  static List<String> objects(String json) {
    var objects = new ArrayList<String>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < json.length(); i++) {
      if (json.charAt(i) == '{' && depth++ == 0) {
        start = i;
      } else if (json.charAt(i) == '}' && --depth == 0) {
        objects.add(json.substring(start, i + 1));
      }
    }
    return objects;
  }

  /// The value of the first member `name` in `json`, without quotes; empty if there is none.
  static String value(String json, String name) {
    Matcher matcher =
        Pattern.compile("\"" + Pattern.quote(name) + "\":(\"[^\"]*\"|[^,}]*)").matcher(json);
    return matcher.find() ? matcher.group(1).replace("\"", "") : "";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
