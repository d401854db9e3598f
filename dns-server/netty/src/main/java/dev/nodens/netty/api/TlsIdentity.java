package dev.nodens.netty.api;

import dev.nodens.core.tls.Pem;
import dev.nodens.core.tls.PemSource;
import dev.nodens.core.tls.TrustAnyone;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Whom to trust and who to be. Files are read again when they changed. Thread-safe.
final class TlsIdentity {
  private static final char[] NO_PASSWORD = {};

  /// The stores never leave this process. PKCS12 would derive a key from the empty password, ten
  /// thousand rounds to put one's own key in and as many to take it out: a second of a cold JVM.
  private static final String IN_MEMORY = "JKS";

  /// Every current API server has it (Go since 1.8, before P-256), and it is cheap without native
  /// code. With a second group, P-256 of the NIST, the first thing of each process would be a key
  /// exchange that nobody needs: compiling it costs 12 MB and 0.1 s of a core.
  private static final String[] CHEAP_GROUP = {"x25519"};

  private final PemSource authority;
  private final PemSource certificate;
  private final PemSource key;
  private final boolean anyServer;
  private final String serverName;
  private @Nullable SSLContext context;
  private List<Object> stamps = List.of();
  private volatile boolean anyGroup;

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

  /// Reads everything once, so that what is missing is found out early.
  void check() throws IOException {
    context();
  }

  /// Offers every group for key exchange from now on: a server in FIPS mode, for one, may refuse
  /// the cheap one.
  ///
  /// @return whether that changes anything
  boolean offerAllGroups() {
    boolean changes = !anyGroup;
    anyGroup = true;
    return changes;
  }

  /// Puts TLS on a connected socket and shakes hands.
  SSLSocket secure(Socket socket, String host, int port) throws IOException {
    String name = serverName.isEmpty() ? host : serverName;
    var tls = (SSLSocket) context().getSocketFactory().createSocket(socket, name, port, true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    if (!anyServer) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    if (!serverName.isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(serverName)));
    }
    if (!anyGroup) {
      parameters.setNamedGroups(CHEAP_GROUP);
    }
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    return tls;
  }

  private synchronized SSLContext context() throws IOException {
    List<Object> now = List.of(stamp(authority), stamp(certificate), stamp(key));
    SSLContext known = context;
    if (known == null || !now.equals(stamps)) {
      known = build();
      context = known;
      stamps = now;
    }
    return known;
  }

  private static Object stamp(PemSource source) {
    Path file = source.file();
    if (file == null) {
      return "";
    }
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private SSLContext build() throws IOException {
    try {
      SSLContext made = SSLContext.getInstance("TLS");
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(ownKeys(), NO_PASSWORD);
      made.init(keys.getKeyManagers(), trust(), null);
      return made;
    } catch (GeneralSecurityException e) {
      throw new IOException("tls: " + e.getMessage(), e);
    }
  }

  private @Nullable KeyStore ownKeys() throws IOException, GeneralSecurityException {
    if (certificate.isNone() != key.isNone()) {
      throw new IOException(
          "a client certificate needs a key and a key needs a certificate; there is only "
              + (key.isNone() ? certificate : key).name());
    }
    if (key.isNone()) {
      return null;
    }
    KeyStore store = KeyStore.getInstance(IN_MEMORY);
    store.load(null, null);
    X509Certificate[] chain = Pem.certificates(certificate).toArray(X509Certificate[]::new);
    store.setKeyEntry("client", Pem.privateKey(key), NO_PASSWORD, chain);
    return store;
  }

  private TrustManager @Nullable [] trust() throws IOException, GeneralSecurityException {
    if (anyServer) {
      return new TrustManager[] {new TrustAnyone()};
    }
    if (authority.isNone()) {
      return null;
    }
    KeyStore store = KeyStore.getInstance(IN_MEMORY);
    store.load(null, null);
    var certificates = new ArrayList<>(Pem.certificates(authority));
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry("authority-" + i, certificates.get(i));
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
