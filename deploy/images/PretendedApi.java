import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// As much of a Kubernetes API as a training run needs: a few objects to list and watch; whatever
/// is written is accepted and returned.
final class PretendedApi implements AutoCloseable {
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
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
          List.of(
              SERVICE.formatted("kubernetes", "10.96.0.1"),
              SERVICE.formatted("web", "10.96.0.10"),
              SERVICE.formatted("db", "None")),
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
              "uid":"c1","generation":1,"resourceVersion":"5","creationTimestamp":"2026-01-01T00:00:00Z"},"spec":{}}\
              """));

  private static final String LIST =
      """
      {"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"10"},"items":[%s]}\
      """;
  private static final String VERSION =
      """
      {"major":"1","minor":"36","gitVersion":"v1.36.3"}\
      """;
  private static final String NOT_FOUND =
      """
      {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}\
      """;

  /// Chooses the cipher suites that a real API server would choose.
  private static final class LikeGo extends HttpsConfigurator {
    private static final String[] SUITES = {
      "TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
    };

    LikeGo(SSLContext context) {
      super(context);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      SSLParameters ours = getSSLContext().getDefaultSSLParameters();
      ours.setCipherSuites(SUITES);
      parameters.setSSLParameters(ours);
    }
  }

  /// What a path is about: `/api/v1/namespaces/default/services/web` is the object `web` of the
  /// collection `services`; no object means the collection.
  private record Target(String collection, String object) {
    static Target of(String path) {
      List<String> parts = new ArrayList<>(List.of(path.substring(1).split("/")));
      List<String> rest =
          parts.subList(Math.min(parts.size(), path.startsWith("/api/") ? 2 : 3), parts.size());
      if (rest.size() > 2 && rest.getFirst().equals("namespaces")) {
        rest = rest.subList(2, rest.size());
      }
      return new Target(
          rest.isEmpty() ? path : rest.getFirst(), rest.size() < 2 ? "" : rest.get(1));
    }

    Optional<String> find() {
      return ITEMS.getOrDefault(collection, List.of()).stream()
          .filter(item -> item.contains("\"name\":\"" + object + "\""))
          .findFirst();
    }
  }

  private final HttpsServer server;
  private final Path kubeconfig;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<String, Boolean> watched = new ConcurrentHashMap<>();
  private final AtomicLong writes = new AtomicLong();

  /// Writes the file `kubeconfig` into `folder`. TLS as in a cluster, so that its classes are
  /// loaded.
  PretendedApi(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
    var identity = TlsKey.make(folder);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setHttpsConfigurator(new LikeGo(identity.context()));
    kubeconfig = folder.resolve("kubeconfig");
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: training
          cluster:
            server: https://127.0.0.1:%d
            certificate-authority: %s
        users:
        - name: training
          user:
            token: training
        contexts:
        - name: training
          context:
            cluster: training
            user: training
        current-context: training
        """
            .formatted(server.getAddress().getPort(), identity.certificate()));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  Path kubeconfig() {
    return kubeconfig;
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
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    Target target = Target.of(exchange.getRequestURI().getPath());
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (!exchange.getRequestMethod().equals("GET")) {
      writes.incrementAndGet();
      answer(exchange, exchange.getRequestMethod().equals("POST") ? 201 : 200, body);
    } else if (exchange.getRequestHeaders().containsKey("Sec-WebSocket-Key")) {
      // No web sockets here; fabric8 then watches over plain HTTP.
      answer(exchange, 200, "");
    } else if (isForProtobuf(exchange, query) && ProtobufObjects.has(target.collection())) {
      exchange.getResponseHeaders().set("Content-Type", PROTOBUF + ";stream=watch");
      watch(exchange, target.collection(), ProtobufObjects.initialEvents(target.collection()));
    } else if (query.contains("watch=")) {
      boolean initial = query.contains("sendInitialEvents=true");
      watch(
          exchange,
          target.collection(),
          initial ? initialEvents(target.collection()) : new byte[0]);
    } else if (target.collection().equals("/version")) {
      answer(exchange, 200, VERSION);
    } else if (target.object().isEmpty()) {
      String items = String.join(",", ITEMS.getOrDefault(target.collection(), List.of()));
      answer(exchange, 200, LIST.formatted(items));
    } else {
      Optional<String> found = target.find();
      answer(exchange, found.isPresent() ? 200 : 404, found.orElse(NOT_FOUND));
    }
  }

  private static boolean isForProtobuf(HttpExchange exchange, String query) {
    String accept = String.valueOf(exchange.getRequestHeaders().getFirst("Accept"));
    return accept.contains(PROTOBUF) && query.contains("sendInitialEvents=true");
  }

  /// Stays open until the training is over.
  private void watch(HttpExchange exchange, String collection, byte[] initial) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(initial);
      out.flush();
      watched.put(collection, true);
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] initialEvents(String collection) {
    var events = new StringBuilder();
    for (String item : ITEMS.getOrDefault(collection, List.of())) {
      event(events, "ADDED", item);
    }
    event(
        events,
        "BOOKMARK",
        "{\"metadata\":{\"resourceVersion\":\"10\",\"annotations\":"
            + "{\"k8s.io/initial-events-end\":\"true\"}}}");
    return events.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void event(StringBuilder events, String type, String object) {
    events.append("{\"type\":\"").append(type).append("\",\"object\":");
    events.append(object.replace("\n", "")).append("}\n");
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
