package dev.nodens.netty.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.port.ApiServer;
import dev.nodens.core.tls.Pem;
import dev.nodens.core.tls.PemSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsIdentityTest {
  private static final Duration PATIENT = Duration.ofSeconds(20);

  @TempDir private Path directory;
  private SSLServerSocket listener;

  @BeforeEach
  void listen() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    X509Certificate[] chain =
        Pem.certificates(Resources.pem("server.pem")).toArray(X509Certificate[]::new);
    store.setKeyEntry("s", Pem.privateKey(Resources.pem("server.key")), new char[0], chain);
    store.setCertificateEntry("c", Pem.certificates(Resources.pem("ec.pem")).getFirst());
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    listener =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    listener.setWantClientAuth(true);
    Thread.startVirtualThread(this::serve);
  }

  /// Answers each request with the name of the client's certificate.
  private void serve() {
    while (!listener.isClosed()) {
      try (SSLSocket socket = (SSLSocket) listener.accept()) {
        String client;
        try {
          client = socket.getSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
          client = "nobody";
        }
        socket.getInputStream().read(new byte[4096]);
        String response =
            "HTTP/1.1 200 OK\r\nContent-Length: " + client.length() + "\r\n\r\n" + client;
        socket.getOutputStream().write(response.getBytes(UTF_8));
      } catch (IOException e) {
        // A client that does not trust this server goes away.
      }
    }
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  private String ask(TlsIdentity identity) throws IOException {
    String url = "https://127.0.0.1:" + listener.getLocalPort();
    var server = new HttpApiServer(ApiEndpoint.of(url, identity, Authorization.NONE));
    try (ApiServer.Response response = server.get("/", "application/json", PATIENT)) {
      return new String(response.body().readAllBytes(), UTF_8);
    }
  }

  private static TlsIdentity trusting(PemSource authority, String serverName) {
    return new TlsIdentity(authority, PemSource.NONE, PemSource.NONE, false, serverName);
  }

  /// Where there is no native code.
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void speaksThroughTheJdksEngineToo(String protocol) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("c", Pem.certificates(Resources.pem("ca.pem")).getFirst());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLEngine engine = context.createSSLEngine("127.0.0.1", listener.getLocalPort());
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {protocol});
    var socket = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
    try (var tls = new TlsStream(socket, engine)) {
      tls.handshake();
      tls.out().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
      assertThat(new String(tls.in().readAllBytes(), UTF_8)).endsWith("\r\n\r\nnobody");
    }
  }

  @Test
  void trustsItsAuthority() throws IOException {
    assertThat(ask(trusting(Resources.pem("ca.pem"), ""))).isEqualTo("nobody");
  }

  @Test
  void verifiesTheNameThatItIsTold() throws IOException {
    assertThat(ask(trusting(Resources.pem("ca.pem"), "api.test"))).isEqualTo("nobody");
    assertThat(ask(trusting(Resources.pem("ca.pem"), "api.test."))).isEqualTo("nobody");
    assertThatThrownBy(() -> ask(trusting(Resources.pem("ca.pem"), "other.test")))
        .hasMessageContaining("tls: ");
  }

  @Test
  void trustsNoOtherAuthority() {
    assertThatThrownBy(() -> ask(trusting(Resources.pem("ec.pem"), "")))
        .hasMessageStartingWith("https://127.0.0.1:")
        .hasMessageContaining("tls: ");
    assertThatThrownBy(() -> ask(trusting(PemSource.NONE, ""))).hasMessageContaining("tls: ");
  }

  @Test
  void trustsAnyServerIfToldSo() throws IOException {
    var identity = new TlsIdentity(PemSource.NONE, PemSource.NONE, PemSource.NONE, true, "");
    assertThat(ask(identity)).isEqualTo("nobody");
  }

  /// As in FIPS mode, or behind an old proxy.
  @ParameterizedTest
  @CsvSource({
    "TLSv1.3, x25519",
    "TLSv1.3, secp256r1",
    "TLSv1.3, secp384r1",
    "TLSv1.2, x25519",
    "TLSv1.2, secp256r1",
    "TLSv1.2, secp384r1"
  })
  void reachesAServerOfOneProtocolAndOneGroup(String protocol, String group) throws IOException {
    SSLParameters only = listener.getSSLParameters();
    only.setProtocols(new String[] {protocol});
    only.setNamedGroups(new String[] {group});
    listener.setSSLParameters(only);
    assertThat(ask(trusting(Resources.pem("ca.pem"), ""))).isEqualTo("nobody");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ec.key", "ec8.key"})
  void showsItsOwnCertificate(String key) throws IOException {
    var identity =
        new TlsIdentity(
            Resources.pem("ca.pem"), Resources.pem("ec.pem"), Resources.pem(key), false, "");
    assertThat(ask(identity)).isEqualTo("CN=client-ec");
  }

  @Test
  void readsReplacedFilesAgain() throws IOException {
    Path authority = Resources.copy("ec.pem", directory);
    var identity = trusting(PemSource.file(authority), "");
    assertThatThrownBy(() -> ask(identity)).hasMessageContaining("tls: ");
    Files.writeString(authority, Resources.text("ca.pem"));
    Files.setLastModifiedTime(authority, FileTime.fromMillis(12345));
    assertThat(ask(identity)).isEqualTo("nobody");
  }

  @ParameterizedTest
  @CsvSource({"server.key, RSA", "rsa1.key, RSA", "ec.key, EC", "ec8.key, EC"})
  void readsKeysOfEveryForm(String name, String algorithm) throws IOException {
    assertThat(Pem.privateKey(Resources.pem(name)).getAlgorithm()).isEqualTo(algorithm);
  }

  @Test
  void rsaKeysOfBothFormsAreTheSame() throws IOException {
    assertThat(Pem.privateKey(Resources.pem("rsa1.key")))
        .isEqualTo(Pem.privateKey(Resources.pem("server.key")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY----- | x holds a malformed private key",
        "-----BEGIN DSA PRIVATE KEY-----AAAA-----END DSA PRIVATE KEY----- | a key of the kind 'DSA PRIVATE KEY'",
        "nothing | x holds no private key in PEM form",
      })
  void saysWhatIsWrongWithAKey(String text, String message) {
    assertThatThrownBy(() -> Pem.privateKey(new PemSource(null, text, "x")))
        .hasMessageContaining(message);
  }

  @Test
  void saysWhatIsWrongWithCertificates() {
    assertThatThrownBy(() -> Pem.certificates(new PemSource(null, "none", "x")))
        .hasMessage("x holds no certificate in PEM form");
    assertThatThrownBy(() -> Pem.certificates(PemSource.file(directory.resolve("gone"))))
        .hasMessageEndingWith("gone: no such file or directory");
    assertThatThrownBy(() ->
            new TlsIdentity(PemSource.NONE, Resources.pem("ec.pem"), PemSource.NONE, false, "")
                .check())
        .hasMessageContaining("a client certificate needs a key");
  }
}
