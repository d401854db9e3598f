package dev.nodens.netty.api;

import dev.nodens.core.config.ServerTls;
import dev.nodens.core.tls.Pem;
import dev.nodens.core.tls.PemSource;
import dev.nodens.core.tls.TrustAnyone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate that a server shows, and the judge of its clients' ones. Read again when a file
/// changed, so that a renewed certificate needs no reload. Thread-safe.
public final class ServerIdentity {
  private static final Logger LOG = LoggerFactory.getLogger(ServerIdentity.class);
  private static final char[] NO_PASSWORD = {};
  private static final String IN_MEMORY = "JKS";
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
  public record Material(KeyManager keys, TrustManager judge, SSLContext context) {}

  /// Reads the files. Blocks.
  ///
  /// @throws IOException naming the file that is wrong
  public static ServerIdentity read(ServerTls tls) throws IOException {
    List<Object> stamps = stamps(tls);
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
    SSLEngine engine = material.context().createSSLEngine();
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
      LOG.info("plugin/tls: read {} again", tls.certificate());
    } catch (IOException e) {
      LOG.error("plugin/tls: the old certificate stays in use: {}", e.getMessage());
    }
    stamps = now;
  }

  private static List<Object> stamps(ServerTls tls) {
    var stamps = new ArrayList<Object>();
    stamps.add(stamp(tls.certificate()));
    stamps.add(stamp(tls.key()));
    tls.authority().ifPresent(file -> stamps.add(stamp(file)));
    return stamps;
  }

  private static Object stamp(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static Material build(ServerTls tls) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance(IN_MEMORY);
      store.load(null, null);
      X509Certificate[] chain =
          Pem.certificates(PemSource.file(tls.certificate())).toArray(X509Certificate[]::new);
      store.setKeyEntry("server", Pem.privateKey(PemSource.file(tls.key())), NO_PASSWORD, chain);
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      SSLContext made = SSLContext.getInstance("TLS");
      TrustManager[] judges = judges(tls);
      made.init(keys.getKeyManagers(), judges, null);
      return new Material(keys.getKeyManagers()[0], judges[0], made);
    } catch (GeneralSecurityException e) {
      throw new IOException("could not load TLS cert: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] judges(ServerTls tls) throws IOException, GeneralSecurityException {
    if (!tls.clients().areVerified()) {
      return new TrustManager[] {new TrustAnyone()};
    }
    @Nullable KeyStore store = tls.authority().isEmpty() ? null : authorities(tls);
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore authorities(ServerTls tls) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(IN_MEMORY);
    store.load(null, null);
    List<X509Certificate> authorities = Pem.certificates(PemSource.file(tls.authority()));
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("authority-" + i, authorities.get(i));
    }
    return store;
  }
}
