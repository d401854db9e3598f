import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// As much of a Kubernetes API as a training run needs: a few objects to list and watch; whatever
/// is written is accepted and returned.
final class PretendedApi implements AutoCloseable {
  private static final String SLICE =
      """
      {"metadata":{"name":"%1$s-x","namespace":"default","uid":"e-%1$s","resourceVersion":"7",
      "labels":{"kubernetes.io/service-name":"%1$s"}},"addressType":"IPv4","endpoints":[%2$s],
      "ports":[{"name":"http","port":8080,"protocol":"TCP"}]}\
      """;
  private static final String ENDPOINT =
      """
      {"addresses":["10.244.1.%d"],"conditions":{"ready":true},"hostname":"db-%1$d"}\
      """;
  private static final String SERVICE =
      """
      {"metadata":{"name":"%1$s","namespace":"default","uid":"s-%1$s","resourceVersion":"6"},
      "spec":{"type":"ClusterIP","clusterIP":"%2$s","clusterIPs":["%2$s"],
      "ports":[{"name":"http","port":80,"protocol":"TCP"}]}}\
      """;

  /// The items of each collection, by the last segment of its path.
  private static final Map<String, List<String>> ITEMS =
      Map.of(
          "namespaces",
          List.of("{\"metadata\":{\"name\":\"default\",\"resourceVersion\":\"3\"}}"),
          "services",
          List.of(SERVICE.formatted("web", "10.96.0.10"), SERVICE.formatted("db", "None")),
          "endpointslices",
          List.of(
              SLICE.formatted("web", ENDPOINT.formatted(2)),
              SLICE.formatted("db", ENDPOINT.formatted(3) + "," + ENDPOINT.formatted(4))),
          "nodes",
          List.of(
              """
              {"metadata":{"name":"node-1","uid":"n1","resourceVersion":"4"},
              "status":{"addresses":[{"type":"InternalIP","address":"192.0.2.11"}]}}\
              """),
          "clusterdnses",
          List.of(
              """
              {"apiVersion":"nodens.dev/v1alpha1","kind":"ClusterDNS","metadata":{"name":"default",
              "uid":"c1","generation":1,"resourceVersion":"5"},"spec":{}}\
              """));

  private final HttpServer server;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<String, Boolean> watched = new ConcurrentHashMap<>();
  private final AtomicLong writes = new AtomicLong();

  PretendedApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// Whether a collection is being watched; named by the last segment of its path.
  boolean isWatched(String collection) {
    return watched.containsKey(collection);
  }

  /// How often something was created, changed or deleted.
  long writes() {
    return writes.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    String collection = path.substring(path.lastIndexOf('/') + 1);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (!exchange.getRequestMethod().equals("GET")) {
      writes.incrementAndGet();
      answer(exchange, exchange.getRequestMethod().equals("POST") ? 201 : 200, body);
    } else if (query.contains("watch=true") || query.contains("watch=1")) {
      watch(exchange, collection, query.contains("sendInitialEvents=true"));
    } else if (path.equals("/version")) {
      answer(exchange, 200, "{\"major\":\"1\",\"minor\":\"36\",\"gitVersion\":\"v1.36.3\"}");
    } else if (collection.endsWith("s")) {
      String items = String.join(",", ITEMS.getOrDefault(collection, List.of()));
      answer(
          exchange,
          200,
          "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"10\"},"
              + ("\"items\":[" + items + "]}"));
    } else {
      answer(
          exchange,
          404,
          "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\","
              + "\"reason\":\"NotFound\",\"code\":404}");
    }
  }

  /// Stays open until the training is over.
  private void watch(HttpExchange exchange, String collection, boolean initial) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      if (initial) {
        for (String item : ITEMS.getOrDefault(collection, List.of())) {
          event(out, "ADDED", item);
        }
        event(
            out,
            "BOOKMARK",
            "{\"metadata\":{\"resourceVersion\":\"10\",\"annotations\":"
                + "{\"k8s.io/initial-events-end\":\"true\"}}}");
      }
      out.flush();
      watched.put(collection, true);
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void event(OutputStream out, String type, String object) throws IOException {
    String line = "{\"type\":\"" + type + "\",\"object\":" + object.replace("\n", "") + "}\n";
    out.write(line.getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    answer(exchange, status, body.getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (exchange;
        OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
