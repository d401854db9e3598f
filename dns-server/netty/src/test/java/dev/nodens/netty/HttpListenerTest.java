package dev.nodens.netty;

import static java.net.http.HttpClient.Version.HTTP_1_1;
import static java.net.http.HttpClient.Version.HTTP_2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.config.ServerTls;
import dev.nodens.core.config.StreamLimits;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.server.StreamTerms;
import dev.nodens.netty.TcpListener.Protocol;
import dev.nodens.netty.http.DnsPacket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// DNS over HTTPS (RFC 8484) and gRPC as the JDK's own client sees them.
@Timeout(60)
@ExtendWith(Leaks.class)
class HttpListenerTest {
  private static final String MEDIA_TYPE = "application/dns-message";
  private static final StreamLimits HASTY =
      new StreamLimits(
          Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofMillis(300), Integer.MAX_VALUE);

  @TempDir private Path directory = Path.of("");
  private final Family<Counter> responses =
      new MetricRegistry(4).counters("responses", "", "server", "status");
  private NettyLoops loops = NettyLoops.start(1);
  private StreamLimits limits = StreamLimits.DEFAULT;
  private long connections;

  @BeforeEach
  void startLoops() {
    loops.close();
    loops = NettyLoops.start(2);
  }

  @AfterEach
  void stopLoops() {
    loops.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void answersPostAndGet(Version version) throws Exception {
    try (TcpListener listener = listen(Protocol.HTTPS, true);
        HttpClient client = client(version)) {
      byte[] query = TestServer.query(7, "www.example.org.");
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(query);

      var posted = client.send(post(listener, "/dns-query", query), BodyHandlers.ofByteArray());
      var got = client.send(get(listener, "/dns-query?dns=" + text), BodyHandlers.ofByteArray());

      for (HttpResponse<byte[]> response : List.of(posted, got)) {
        assertThat(response.version()).isEqualTo(version);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().map())
            .containsEntry("content-type", List.of(MEDIA_TYPE))
            .containsEntry("cache-control", List.of("max-age=30"))
            .containsEntry("content-length", List.of(Integer.toString(response.body().length)));
        assertThat(TestServer.id(response.body())).isEqualTo(7);
      }
      assertThat(counted(200)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET  | /                              | 404 |
          GET  | /dns-query/                    | 404 |
          GET  | /dns-query                     | 400 | invalid request
          GET  | /dns-query?dns=AAAA            | 400 | invalid request
          GET  | /dns-query?dns=%FF             | 400 | invalid request
          GET  | /dns-query?dns=AAAA&dns=AAAA   | 400 | invalid request
          PUT  | /dns-query                     | 400 | invalid request
          POST | /dns-query                     | 400 | invalid request
          POST | /other                         | 404 |
          """)
  void answersWhatIsNoQueryWithCoreDnsStatuses(
      String method, String target, int status, @Nullable String text) throws Exception {
    try (TcpListener listener = listen(Protocol.HTTPS, true)) {
      for (Version version : List.of(HTTP_1_1, HTTP_2)) {
        try (HttpClient client = client(version)) {
          HttpRequest request =
              request(listener, target).method(method, BodyPublishers.noBody()).build();

          HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

          assertThat(response.statusCode()).isEqualTo(status);
          assertThat(response.body()).isEqualTo((text == null ? "" : text) + "\n");
        }
      }
      assertThat(counted(status)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"8000, 400", "2800, 400", "0000, 200"})
  void readsTheHeaderOfQueries(String flags, int status) throws Exception {
    try (TcpListener listener = listen(Protocol.HTTPS, true);
        HttpClient client = client(HTTP_2)) {
      byte[] query = TestServer.query(7, "www.example.org.");
      query[2] = (byte) Integer.parseInt(flags.substring(0, 2), 16);

      assertThat(send(client, post(listener, "/dns-query", query))).isEqualTo(status);
    }
  }

  @Test
  void answersAQueryThatGetsNoReply() throws Exception {
    try (TcpListener listener = listen(Protocol.HTTPS, true);
        HttpClient client = client(HTTP_2)) {
      byte[] query = TestServer.query(7, "dropped.example.org.");

      assertThat(send(client, post(listener, "/dns-query", query))).isEqualTo(500);
    }
  }

  @Test
  void refusesABodyThatIsTooLarge() throws Exception {
    try (TcpListener listener = listen(Protocol.HTTPS, true)) {
      for (Version version : List.of(HTTP_1_1, HTTP_2)) {
        try (HttpClient client = client(version)) {
          assertThat(send(client, post(listener, "/dns-query", new byte[65537]))).isEqualTo(400);
        }
      }
    }
  }

  @Test
  void answersManyRequestsOfOneConnectionAsTheyAreReady() throws Exception {
    try (TcpListener listener = listen(Protocol.HTTPS, true);
        HttpClient client = client(HTTP_2)) {
      // The connection that all of the rest use.
      send(client, post(listener, "/dns-query", query("first")));
      var slow =
          client.sendAsync(post(listener, "/dns-query", query("slow")), BodyHandlers.discarding());
      var big =
          IntStream.range(0, 20)
              .mapToObj(i ->
                  client.sendAsync(
                      post(listener, "/dns-query", query("big")), BodyHandlers.ofByteArray()))
              .toList();

      for (var response : big) {
        assertThat(response.get().body()).hasSizeGreaterThan(40_000);
      }
      assertThat(slow.get().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void servesPlainHttpWithoutACertificate() throws Exception {
    try (TcpListener listener = listen(Protocol.HTTPS, false);
        Socket client = socket(listener)) {
      byte[] query = query("www");
      String head = "POST /dns-query HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n";
      // Two requests at once are answered one after the other.
      for (int i = 0; i < 2; i++) {
        client
            .getOutputStream()
            .write(head.formatted(query.length).getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().write(query);
      }
      client.getOutputStream().write("nonsense\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      String text = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

      assertThat(text).startsWith("HTTP/1.1 200 OK\r\n").endsWith("invalid request\n");
      assertThat(text.split("HTTP/1.1 200 OK", -1)).hasSize(3);
    }
  }

  @ParameterizedTest
  @CsvSource({"''", "POST /dns-query HTTP/1.1", "PRI * HTTP/2.0"})
  void closesConnectionsOfSlowClients(String start) throws Exception {
    limits = HASTY;
    for (boolean encrypted : new boolean[] {true, false}) {
      for (Protocol protocol : List.of(Protocol.HTTPS, Protocol.GRPC)) {
        try (TcpListener listener = listen(protocol, encrypted);
            Socket client = socket(listener)) {
          client.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));

          assertThat(client.getInputStream().readAllBytes()).hasSizeLessThan(200);
        }
      }
    }
  }

  @Test
  void closesConnectionsOverTheLimit() throws Exception {
    connections = 1;
    try (TcpListener listener = listen(Protocol.HTTPS, false);
        Socket first = socket(listener)) {
      first
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(first.getInputStream().read()).isEqualTo('H');
      try (Socket second = socket(listener)) {
        assertThat(second.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void answersGrpc() throws Exception {
    try (TcpListener listener = listen(Protocol.GRPC, true);
        HttpClient client = client(HTTP_2)) {
      byte[] query = query("big");

      HttpResponse<byte[]> response =
          client.send(
              grpc(listener, DnsPacket.encode(query, query.length)), BodyHandlers.ofByteArray());

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("content-type")).hasValue("application/grpc");
      assertThat(DnsPacket.decode(response.body(), response.body().length))
          .hasSizeGreaterThan(40_000);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "coredns.dns.DnsService/Query, 0000000000, 2",
    "coredns.dns.DnsService/Query, 0100000000, 13",
    "coredns.dns.DnsService/Other, 0000000000, 12",
  })
  void answersWhatIsNoQueryWithAStatusOfGrpc(String method, String body, String status)
      throws Exception {
    try (TcpListener listener = listen(Protocol.GRPC, true);
        HttpClient client = client(HTTP_2)) {
      HttpRequest request =
          request(listener, "/" + method)
              .header("content-type", "application/grpc")
              .POST(BodyPublishers.ofByteArray(java.util.HexFormat.of().parseHex(body)))
              .build();

      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("grpc-status")).hasValue(status);
    }
  }

  @Test
  void speaksOnlyHttp2OnGrpcListeners() throws Exception {
    limits = HASTY;
    try (TcpListener listener = listen(Protocol.GRPC, true);
        HttpClient client = client(HTTP_1_1)) {
      assertThatThrownBy(() -> client.send(grpc(listener, new byte[5]), BodyHandlers.discarding()))
          .isInstanceOf(IOException.class);
    }
  }

  private long counted(int status) {
    return responses.with("https://:0", Integer.toString(status)).value();
  }

  private static byte[] query(String label) {
    return TestServer.query(1, label + ".example.org.");
  }

  private static int send(HttpClient client, HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  private static HttpRequest.Builder request(TcpListener listener, String target) {
    return HttpRequest.newBuilder(
        URI.create("https://127.0.0.1:" + listener.address().getPort() + target));
  }

  private static HttpRequest post(TcpListener listener, String target, byte[] body) {
    return request(listener, target)
        .header("content-type", MEDIA_TYPE)
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }

  private static HttpRequest get(TcpListener listener, String target) {
    return request(listener, target).GET().build();
  }

  private static HttpRequest grpc(TcpListener listener, byte[] body) {
    return request(listener, "/coredns.dns.DnsService/Query")
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }

  private static Socket socket(TcpListener listener) throws IOException {
    var client = new Socket(InetAddress.ofLiteral("127.0.0.1"), listener.address().getPort());
    client.setSoTimeout(10_000);
    return client;
  }

  private TcpListener listen(Protocol protocol, boolean encrypted) throws IOException {
    @Nullable ServerTls tls = encrypted ? HttpFixture.tls(directory) : null;
    var terms = new StreamTerms(limits, tls, connections, 250, responses);
    return HttpFixture.listen(loops, protocol, terms);
  }

  private static HttpClient client(Version version) throws Exception {
    return HttpClient.newBuilder().sslContext(HttpFixture.trust()).version(version).build();
  }
}
