package dev.nodens.plugin.tls.acme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/// The way to an ACME server, and what is said when it leads nowhere.
@Timeout(30)
final class HttpAccessTest {
  @TempDir private Path folder = Path.of("");
  private HttpServer http = HttpServer.create();
  private String body = "hello";
  private int status = 200;

  HttpAccessTest() throws IOException {}

  @BeforeEach
  void serve() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 1);
    http.createContext(
        "/",
        exchange -> {
          byte[] octets = body.getBytes(UTF_8);
          String type = status == 200 ? "application/json" : "application/problem+json";
          exchange.getResponseHeaders().set("Content-Type", type);
          exchange.getResponseHeaders().set("Retry-After", "7200");
          exchange.sendResponseHeaders(status, octets.length);
          exchange.getResponseBody().write(octets);
          exchange.close();
        });
    http.start();
  }

  @AfterEach
  void stop() {
    http.stop(0);
  }

  private int port() {
    return http.getAddress().getPort();
  }

  @Test
  void asksItsOwnResolverForTheServer() throws Exception {
    try (var dns = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread.startVirtualThread(() -> answer(dns));
      var access = new HttpAccess(List.of(), "127.0.0.1:" + dns.getLocalPort());
      try (HttpAccess.Opened opened = access.open()) {
        URI url = URI.create("http://ca.test:" + port() + "/dir");
        HttpResponse<String> response =
            opened
                .client()
                .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());

        assertThat(response.body()).isEqualTo("hello");
      }
      try (HttpAccess.Opened opened = access.open()) {
        HttpResponse<String> missing =
            opened
                .client()
                .send(
                    HttpRequest.newBuilder(URI.create("http://other.test/")).build(),
                    HttpResponse.BodyHandlers.ofString());
        assertThat(missing.statusCode()).isEqualTo(502);
      }
    }
  }

  /// `ca.test` is 127.0.0.1; there is nothing else.
  private static void answer(DatagramSocket dns) {
    try {
      while (true) {
        var packet = new DatagramPacket(new byte[1500], 1500);
        dns.receive(packet);
        var reply = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
        reply.getHeader().setFlag(Flags.QR);
        var name = reply.getQuestion().getName();
        if (name.toString().equals("ca.test.")) {
          reply.addRecord(
              new ARecord(name, DClass.IN, 60, InetAddress.ofLiteral("127.0.0.1")), Section.ANSWER);
        } else {
          reply.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        byte[] octets = reply.toWire();
        dns.send(new DatagramPacket(octets, octets.length, packet.getSocketAddress()));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private AcmeAuthority authority(String directory) {
    return new AcmeAuthority(
        directory, "", new HttpAccess(List.of(), ""), new Store(folder), new Challenges());
  }

  private void order(String directory) throws Exception {
    Authority.Issued _ =
        authority(directory).order("dns.example", KeyPem.generate(), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "http://ca.example/dir, http://ca.example/dir: insecure CA URL (HTTPS required for non-internal CA)",
    "http://192.0.2.1/dir, http://192.0.2.1/dir: insecure CA URL (HTTPS required for non-internal CA)",
  })
  void doesNotOrderWhereOthersListen(String directory, String message) {
    assertThatThrownBy(() -> order(directory)).isInstanceOf(IOException.class).hasMessage(message);
  }

  @Test
  void saysWhoCannotBeReached() {
    int port = port();
    http.stop(0);

    assertThatThrownBy(() -> order("http://127.0.0.1:" + port + "/dir"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ConnectException");
  }

  @Test
  void saysWhatTheServerSays() {
    body = "{\"type\":\"urn:ietf:params:acme:error:serverInternal\",\"detail\":\"out of paper\"}";
    status = 500;

    assertThatThrownBy(() -> order("http://127.0.0.1:" + port() + "/dir"))
        .isInstanceOf(IOException.class)
        .hasMessage("out of paper");
  }

  @Test
  void knowsWhenItMayAskAgain() {
    body = "{\"type\":\"urn:ietf:params:acme:error:rateLimited\",\"detail\":\"slowly\"}";
    status = 429;

    assertThatThrownBy(() -> order("http://127.0.0.1:" + port() + "/dir"))
        .isInstanceOfSatisfying(
            TryLaterException.class,
            later -> assertThat(later.at()).isAfter(Instant.now().plus(Duration.ofMinutes(100))))
        .hasMessage("slowly");
  }

  @Test
  void saysThatNoAcmeServerIsThere() {
    body = "<html>";

    assertThatThrownBy(() -> order("http://127.0.0.1:" + port() + "/dir"))
        .isInstanceOf(IOException.class);
  }
}
