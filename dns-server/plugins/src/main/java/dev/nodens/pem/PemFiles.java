package dev.nodens.pem;

import dev.nodens.core.PluginException;
import dev.nodens.core.port.ClientTls;
import dev.nodens.core.tls.Pem;
import dev.nodens.core.tls.PemSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// The files of the property `tls`: an authority; a certificate with its key; or all three.
public final class PemFiles {
  private static final char[] NO_PASSWORD = new char[0];

  private final @Nullable Path certificate;
  private final @Nullable Path key;
  private final @Nullable Path authority;

  /// @param files one, two or three
  public PemFiles(List<Path> files) {
    certificate = files.size() > 1 ? files.get(0) : null;
    key = files.size() > 1 ? files.get(1) : null;
    authority = files.size() == 1 ? files.get(0) : files.size() == 3 ? files.get(2) : null;
  }

  /// A client that uses the files, and the system's authorities if none is given.
  ///
  /// @throws PluginException naming the file that cannot be read or understood, in CoreDNS's words
  public ClientTls client() {
    try {
      return ClientTls.of(keyManagers(), trustManagers());
    } catch (GeneralSecurityException e) {
      throw new PluginException("could not set up TLS: " + e.getMessage(), e);
    }
  }

  /// As [#client], for those who need no more than the JDK's TLS.
  public SSLContext context() {
    return client().context();
  }

  private KeyManager @Nullable [] keyManagers() throws GeneralSecurityException {
    if (certificate == null || key == null) {
      return null;
    }
    KeyStore store = emptyStore();
    try {
      Certificate[] chain =
          Pem.certificates(PemSource.file(certificate)).toArray(Certificate[]::new);
      store.setKeyEntry("client", Pem.privateKey(PemSource.file(key)), NO_PASSWORD, chain);
    } catch (IOException e) {
      throw new PluginException("could not load TLS cert: " + e.getMessage(), e);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private TrustManager @Nullable [] trustManagers() throws GeneralSecurityException {
    if (authority == null) {
      return null;
    }
    KeyStore store = emptyStore();
    int n = 0;
    for (Certificate trusted : authorities(authority)) {
      store.setCertificateEntry("authority-" + n++, trusted);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static List<X509Certificate> authorities(Path file) {
    try {
      return Pem.certificates(PemSource.file(file));
    } catch (IOException e) {
      throw new PluginException("error reading " + file + ": " + e.getMessage(), e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, NO_PASSWORD);
    } catch (IOException e) {
      throw new UncheckedIOException("an empty store is read from nowhere", e);
    }
    return store;
  }
}
