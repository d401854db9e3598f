package dev.nodens.netty.api;

import dev.nodens.core.tls.Pem;
import dev.nodens.core.tls.PemSource;
import dev.nodens.core.tls.TrustAnyone;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Whom to trust and who to be. Files are read again when they changed. Thread-safe.
final class TlsIdentity {
  private final PemSource authority;
  private final PemSource certificate;
  private final PemSource key;
  private final boolean anyServer;
  private final String serverName;
  private @Nullable SslContext context;
  private List<Object> stamps = List.of();

  /// @param authority certificates to trust; none: those of the JDK
  /// @param anyServer trusts every server
  /// @param serverName the name to verify instead of the host; empty for the host
  TlsIdentity(
      PemSource authority,
      PemSource certificate,
      PemSource key,
      boolean anyServer,
      String serverName) {
    this.authority = authority;
    this.certificate = certificate;
    this.key = key;
    this.anyServer = anyServer;
    this.serverName = serverName;
  }

  /// Loads the native code, tens of milliseconds that the first connection would take.
  static void link() {
    boolean ignored = OpenSsl.isAvailable();
  }

  /// Reads everything once, so that what is missing is found out early.
  void check() throws IOException {
    context();
  }

  /// Puts TLS on a connected socket and shakes hands.
  ///
  /// @throws IOException if that fails; the socket is still open
  TlsStream secure(Socket socket, String host, int port) throws IOException {
    String name = serverName.isEmpty() ? host : serverName;
    SSLEngine engine = context().newEngine(UnpooledByteBufAllocator.DEFAULT, name, port);
    var tls = new TlsStream(socket, engine);
    try {
      tls.handshake();
      return tls;
    } catch (IOException | RuntimeException e) {
      ReferenceCountUtil.safeRelease(engine);
      throw e;
    }
  }

  private synchronized SslContext context() throws IOException {
    List<Object> now = List.of(authority.stamp(), certificate.stamp(), key.stamp());
    SslContext known = context;
    if (known == null || !now.equals(stamps)) {
      known = build();
      context = known;
      stamps = now;
    }
    return known;
  }

  /// By native code where there is some: a cold JVM takes 0.2 s longer for a handshake of its own,
  /// and 0.4 s of processor time for compiling what that needs.
  private SslContext build() throws IOException {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forClient()
              .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2")
              .keyManager(ownKeys())
              .trustManager(anyServer ? new TrustAnyone() : new NamedServer(chains()))
              .endpointIdentificationAlgorithm(null);
      return builder.build();
    } catch (GeneralSecurityException e) {
      throw new IOException("tls: " + e.getMessage(), e);
    }
  }

  private X509ExtendedTrustManager chains() throws IOException, GeneralSecurityException {
    return (X509ExtendedTrustManager) Pem.trust(authority).getTrustManagers()[0];
  }

  private @Nullable KeyManagerFactory ownKeys() throws IOException, GeneralSecurityException {
    if (certificate.isNone() != key.isNone()) {
      throw new IOException(
          "a client certificate needs a key and a key needs a certificate; there is only "
              + (key.isNone() ? certificate : key).name());
    }
    return key.isNone() ? null : Pem.keys(certificate, key);
  }
}
