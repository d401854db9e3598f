package dev.nodens.netty;

import dev.nodens.core.config.ServerTls;
import dev.nodens.core.port.ClientTls;
import dev.nodens.core.server.Server;
import dev.nodens.core.server.StreamTerms;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// Listeners that speak HTTP on loopback, and clients that trust their certificate.
final class HttpFixture {
  private HttpFixture() {}

  /// The certificate of 127.0.0.1, in files of `directory`.
  static ServerTls tls(Path directory) throws IOException {
    Path certificate = directory.resolve("cert.pem");
    Path key = directory.resolve("key.pem");
    Files.write(certificate, resource("server.pem"));
    Files.write(key, resource("server.key"));
    return new ServerTls(certificate, key, Optional.empty(), ServerTls.ClientCertificates.NONE);
  }

  static TcpListener listen(NettyLoops loops, TcpListener.Protocol protocol, StreamTerms terms)
      throws IOException {
    Server server = TestServer.make("https://:0").withStreams(terms);
    var slot = new ServerSlot(server);
    var streams = new ServedStreams(slot, Runnable::run);
    streams.prepare(server);
    var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    return TcpListener.open(loops, address, slot, streams, protocol);
  }

  static QuicListener listenQuic(
      NettyLoops loops, QuicListener.Protocol protocol, StreamTerms terms) throws IOException {
    Server server = TestServer.make("quic://:0").withStreams(terms);
    var slot = new ServerSlot(server);
    var streams = new ServedStreams(slot, Runnable::run);
    streams.prepare(server);
    var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    return QuicListener.open(loops, address, slot, streams, protocol);
  }

  /// A client that trusts [#tls].
  static ClientTls client() throws IOException, GeneralSecurityException {
    return ClientTls.of(null, authorities());
  }

  /// What trusts [#tls].
  static SSLContext trust() throws IOException, GeneralSecurityException {
    return client().context();
  }

  private static TrustManager[] authorities() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    try (InputStream in = HttpFixture.class.getResourceAsStream("api/ca.pem")) {
      store.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust.getTrustManagers();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = HttpFixture.class.getResourceAsStream("api/" + name)) {
      if (in == null) {
        throw new IOException("no test resource " + name);
      }
      return in.readAllBytes();
    }
  }
}
