package dev.nodens.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.config.ServerTls;
import dev.nodens.core.config.ServerTls.ClientCertificates;
import dev.nodens.core.port.HttpEndpoints;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/// Pages over TLS, with the certificate that the tests of the network module have.
final class MetricsOverTlsTest {
  private static final Path KEYS =
      Path.of(
          System.getProperty("nodens.root"),
          "dns-server/netty/src/test/resources/dev/nodens/netty/api");
  private static final Optional<ServerTls> TLS =
      Optional.of(
          new ServerTls(
              KEYS.resolve("server.pem"),
              KEYS.resolve("server.key"),
              Optional.empty(),
              ClientCertificates.NONE));

  private final JdkHttpEndpoints endpoints =
      new JdkHttpEndpoints(Thread::startVirtualThread, PlainPod.of(""));

  private static HttpEndpoints.Content page(HttpEndpoints.Request request) {
    return new HttpEndpoints.Content(
        200, "text/plain", "all is well".getBytes(StandardCharsets.UTF_8));
  }

  private static SSLContext trust() throws Exception {
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(KEYS.resolve("ca.pem"))) {
      store.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  @Test
  void aPageIsServedOverTls() throws Exception {
    HttpEndpoints.Endpoint page =
        endpoints.serve(loopback(0), TLS, "/metrics", MetricsOverTlsTest::page);
    try (var client = HttpClient.newBuilder().sslContext(trust()).build()) {
      var uri = URI.create("https://127.0.0.1:" + page.address().getPort() + "/metrics");
      HttpResponse<String> response =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("all is well");
    } finally {
      page.close();
    }
  }

  @Test
  void pagesOfOneAddressMustAgree() throws Exception {
    int port;
    try (var probe = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = probe.getLocalPort();
    }
    HttpEndpoints.Endpoint page =
        endpoints.serve(loopback(port), TLS, "/metrics", MetricsOverTlsTest::page);
    try {
      assertThatThrownBy(() -> endpoints.serve(loopback(port), "/health", MetricsOverTlsTest::page))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("its pages differ in TLS");
    } finally {
      page.close();
    }
  }
}
