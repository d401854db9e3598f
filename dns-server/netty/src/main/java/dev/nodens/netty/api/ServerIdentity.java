package dev.nodens.netty.api;

import dev.nodens.core.config.ServerTls;
import dev.nodens.core.tls.Pem;
import dev.nodens.core.tls.PemSource;
import dev.nodens.core.tls.TrustAnyone;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate that a server shows, and the judge of its clients' ones. Read again when a file
/// changed, so that a renewed certificate needs no reload. Thread-safe.
public final class ServerIdentity {
  private static final Logger LOG = LoggerFactory.getLogger(ServerIdentity.class);
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final long LOOK_NANOS = 10_000_000_000L;

  private final ServerTls tls;
  private final AtomicLong lookedAt = new AtomicLong(System.nanoTime());
  private volatile Material material;
  private volatile List<Object> stamps;

  private ServerIdentity(ServerTls tls, List<Object> stamps, Material material) {
    this.tls = tls;
    this.stamps = stamps;
    this.material = material;
  }

  /// What stands in the files. Another object when they were read again.
  ///
  /// @param keys the server's certificate and key
  /// @param judge of clients' certificates
  /// @param context the JDK's TLS with both
  /// @param logged TLS that tells its secrets; null if nobody wants them
  public record Material(
      KeyManager keys, TrustManager judge, SSLContext context, @Nullable LoggedTls logged) {}

  /// Reads the files. Blocks.
  ///
  /// @throws IOException naming the file that is wrong
  public static ServerIdentity read(ServerTls tls) throws IOException {
    List<Object> stamps = stamps(tls);
    if (tls.log().isPresent() && !LoggedTls.isAvailable()) {
      LOG.warn("plugin/tls: keylog has the secrets of QUIC only: netty-tcnative is not there");
    }
    return new ServerIdentity(tls, stamps, build(tls));
  }

  /// What it was read from.
  public ServerTls tls() {
    return tls;
  }

  /// What the files say now.
  public Material material() {
    return material;
  }

  /// The server's side of a new connection.
  ///
  /// @param protocols what may be spoken over it, the best first (RFC 7301); empty if that is not
  ///   asked
  public SSLEngine engine(List<String> protocols) {
    Material now = material;
    if (now.logged() != null) {
      return now.logged().engine(protocols);
    }
    SSLEngine engine = now.context().createSSLEngine();
    if (!protocols.isEmpty()) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setApplicationProtocols(protocols.toArray(String[]::new));
      engine.setSSLParameters(parameters);
    }
    engine.setUseClientMode(false);
    engine.setEnabledProtocols(PROTOCOLS);
    if (tls.clients().isNeeded()) {
      engine.setNeedClientAuth(true);
    } else {
      engine.setWantClientAuth(tls.clients() != ServerTls.ClientCertificates.NONE);
    }
    return engine;
  }

  /// Looks in the background whether a file changed, if that is some time ago.
  public void refreshSometimes(Executor background) {
    long last = lookedAt.get();
    long now = System.nanoTime();
    if (now - last >= LOOK_NANOS && lookedAt.compareAndSet(last, now)) {
      background.execute(this::refresh);
    }
  }

  /// Reads changed files. Blocks; what cannot be read leaves everything as it is.
  public void refresh() {
    List<Object> now = stamps(tls);
    if (now.equals(stamps)) {
      return;
    }
    try {
      material = build(tls);
      LOG.info("plugin/tls: read {} again", tls.keys().name());
    } catch (IOException e) {
      LOG.error("plugin/tls: the old certificate stays in use: {}", e.getMessage());
    }
    stamps = now;
  }

  private static List<Object> stamps(ServerTls tls) {
    return List.of(tls.keys().stamp(), PemSource.file(tls.authority()).stamp());
  }

  private static Material build(ServerTls tls) throws IOException {
    try {
      KeyManager keys = tls.keys().load();
      TrustManager[] judges =
          tls.clients().areVerified()
              ? Pem.trust(PemSource.file(tls.authority())).getTrustManagers()
              : new TrustManager[] {new TrustAnyone()};
      SSLContext made = SSLContext.getInstance("TLS");
      made.init(new KeyManager[] {keys}, judges, null);
      @Nullable LoggedTls logged =
          tls.log().isPresent() && LoggedTls.isAvailable()
              ? new LoggedTls(keys, judges[0], tls.clients(), tls.log().get())
              : null;
      return new Material(keys, judges[0], made, logged);
    } catch (GeneralSecurityException e) {
      throw new IOException("could not load TLS cert: " + e.getMessage(), e);
    }
  }
}
