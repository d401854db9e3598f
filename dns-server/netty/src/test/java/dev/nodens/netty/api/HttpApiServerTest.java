package dev.nodens.netty.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.port.ApiServer;
import dev.nodens.core.tls.PemSource;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpApiServerTest {
  private static final Duration PATIENT = Duration.ofSeconds(20);

  private ServerSocket listener;
  private final List<Socket> accepted = new ArrayList<>();

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
    for (Socket socket : accepted) {
      socket.close();
    }
  }

  private HttpApiServer server(Authorization authorization) throws IOException {
    var identity = new TlsIdentity(PemSource.NONE, PemSource.NONE, PemSource.NONE, false, "");
    String url = "http://127.0.0.1:" + listener.getLocalPort() + "/prefix/";
    return new HttpApiServer(ApiEndpoint.of(url, identity, authorization));
  }

  /// Accepts one request and answers it with `response`; gives the request's head.
  private CompletableFuture<String> answer(String response, boolean end) {
    var request = new CompletableFuture<String>();
    Thread.startVirtualThread(() -> {
      try {
        Socket socket = listener.accept();
        accepted.add(socket);
        var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        var head = new StringBuilder();
        for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
          head.append(line).append('\n');
        }
        OutputStream out = socket.getOutputStream();
        out.write(response.getBytes(UTF_8));
        out.flush();
        if (end) {
          socket.close();
        }
        request.complete(head.toString());
      } catch (IOException e) {
        request.completeExceptionally(e);
      }
    });
    return request;
  }

  private static String body(ApiServer.Response response) throws IOException {
    return new String(response.body().readAllBytes(), UTF_8);
  }

  @Test
  void asksWithItsCredentials() throws IOException {
    var request =
        answer(
            "HTTP/1.1 200 OK\r\nContent-Type:  Application/JSON;a=b\r\nContent-Length: 2\r\n\r\n{}",
            false);
    HttpApiServer server = server(Authorization.token("secret"));
    try (ApiServer.Response response =
        server.get("/api/v1/services?a=b", "text/plain, application/json", PATIENT)) {
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.contentType()).isEqualTo("application/json;a=b");
      assertThat(body(response)).isEqualTo("{}");
    }
    assertThat(request.join())
        .startsWith("GET /prefix/api/v1/services?a=b HTTP/1.1\n")
        .contains("\nHost: 127.0.0.1:" + listener.getLocalPort() + "\n")
        .contains("\nAccept: text/plain, application/json\n")
        .contains("\nAuthorization: Bearer secret\n");
    assertThat(server.host()).isEqualTo("127.0.0.1:" + listener.getLocalPort());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 403 Forbidden\r\ntransfer-encoding: Chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n",
        "HTTP/1.0 403 Forbidden\nContent-Type: text/plain\n\nhello",
      })
  void readsBodiesOfEveryForm(String text) throws IOException {
    answer(text, true);
    try (ApiServer.Response response = server(Authorization.NONE).get("/", "*/*", PATIENT)) {
      assertThat(response.status()).isEqualTo(403);
      assertThat(body(response)).isEqualTo("hello");
    }
  }

  @Test
  void givesOutWhatHasArrivedBeforeTheRest() throws IOException {
    answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", false);
    try (ApiServer.Response response = server(Authorization.NONE).get("/", "*/*", PATIENT)) {
      byte[] some = new byte[100];
      assertThat(response.body().read(some, 0, 100)).isEqualTo(3);
    }
  }

  @Test
  void aBrokenConnectionIsNoEnd() throws IOException {
    answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc", true);
    try (ApiServer.Response response = server(Authorization.NONE).get("/", "*/*", PATIENT)) {
      assertThatThrownBy(() -> body(response)).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void closingEndsARead() throws IOException {
    answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", false);
    HttpApiServer server = server(Authorization.NONE);
    try (ApiServer.Response response = server.get("/", "application/json", PATIENT)) {
      Thread.startVirtualThread(server::close);
      assertThatThrownBy(() -> body(response)).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> server.get("/", "application/json", PATIENT))
        .hasMessageContaining("closed");
  }

  @Test
  void namesAServerThatIsNotThere() throws IOException {
    HttpApiServer server = server(Authorization.NONE);
    listener.close();
    assertThatThrownBy(() -> server.get("/", "application/json", PATIENT))
        .hasMessageStartingWith("http://127.0.0.1:")
        .hasMessageContaining("cannot connect: Connection refused");
  }

  @Test
  void givesUpOnASilentServer() throws IOException {
    HttpApiServer server = server(Authorization.NONE);
    assertThatThrownBy(() -> server.get("/", "application/json", Duration.ofMillis(30)))
        .hasMessageContaining("timed out (after PT0.03S)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH\r\n",
        "HTTP/1.1 abc\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"
      })
  void refusesWhatIsNoHttp(String text) throws IOException {
    answer(text, true);
    HttpApiServer server = server(Authorization.NONE);
    assertThatThrownBy(() -> server.get("/", "application/json", PATIENT))
        .isInstanceOf(IOException.class);
  }
}
