package dev.nodens.plugin.tls.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.tls.TrustAnyone;
import dev.nodens.plugin.tls.acme.ManagedKeys.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which certificate a client sees.
@Timeout(30)
final class ManagedKeysTest {
  private final ManagedKeys keys =
      new ManagedKeys(List.of("a.org", "*.b.org", "c.b.org", "new.org"));

  ManagedKeysTest() {
    show("a.org", 1);
    show("*.b.org", 2);
  }

  private void show(String domain, int serial) {
    KeyPair pair = KeyPem.generate();
    Instant now = Instant.now();
    X509Certificate certificate =
        TestCertificates.of(domain, pair, now.minusSeconds(60), now.plusSeconds(600), serial);
    keys.show(domain, new Identity(pair.getPrivate(), List.of(certificate)));
  }

  @ParameterizedTest
  @CsvSource({
    "a.org, 1",
    "A.Org, 1",
    "x.b.org, 2",
    "c.b.org, 2",
    "'', 1",
    "b.org, none",
    "x.y.b.org, none",
    "other.org, none",
    "new.org, none",
  })
  void isThatOfTheHostThatTheClientNames(String host, String serial) throws Exception {
    if (serial.equals("none")) {
      assertThatThrownBy(() -> handshake(host)).isInstanceOf(IOException.class);
    } else {
      assertThat(handshake(host)).isEqualTo(Integer.parseInt(serial));
    }
    assertThat(serialOf(keys.of(host.isEmpty() ? "a.org" : host))).isEqualTo(serial);
  }

  @Test
  void isTheNewOneForTheNextClient() throws Exception {
    show("c.b.org", 3);
    assertThat(handshake("c.b.org")).isEqualTo(3);
    show("a.org", 4);
    assertThat(handshake("")).isEqualTo(4);
  }

  @Test
  void isTheSameObjectForHostsThatSeeTheSame() {
    assertThat(keys.of("x.b.org")).isSameAs(keys.of("Y.b.org."));
    assertThat(keys.of("q")).isSameAs(keys.of("r.s"));
  }

  private static String serialOf(KeyManager manager) {
    var extended = (X509ExtendedKeyManager) manager;
    String alias = extended.chooseEngineServerAlias("EC", null, null);
    return alias == null
        ? "none"
        : extended.getCertificateChain(alias)[0].getSerialNumber().toString();
  }

  private int handshake(String host) throws Exception {
    SSLContext context = context(keys.load());
    try (var listener =
            (SSLServerSocket)
                context
                    .getServerSocketFactory()
                    .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var client =
            (SSLSocket)
                context(null)
                    .getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), listener.getLocalPort())) {
      var served = CompletableFuture.runAsync(() -> serve(listener));
      SSLParameters parameters = client.getSSLParameters();
      parameters.setServerNames(
          host.isEmpty() ? List.<SNIServerName>of() : List.of(new SNIHostName(host)));
      client.setSSLParameters(parameters);
      client.startHandshake();
      served.join();
      return ((X509Certificate) client.getSession().getPeerCertificates()[0])
          .getSerialNumber()
          .intValue();
    }
  }

  private static void serve(SSLServerSocket listener) {
    try (var accepted = (SSLSocket) listener.accept()) {
      accepted.startHandshake();
    } catch (IOException _) {
      // The client says what went wrong.
    }
  }

  private static SSLContext context(KeyManager manager) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        manager == null ? null : new KeyManager[] {manager},
        new TrustManager[] {new TrustAnyone()},
        null);
    return context;
  }
}
