package dev.nodens.pem;

import dev.nodens.core.PluginException;
import dev.nodens.core.port.ClientTls;
import dev.nodens.core.tls.Pem;
import dev.nodens.core.tls.PemSource;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// The files of the property `tls`: an authority; a certificate with its key; or all three.
public final class PemFiles {
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
    try {
      return Pem.keys(PemSource.file(certificate), PemSource.file(key)).getKeyManagers();
    } catch (IOException e) {
      throw new PluginException("could not load TLS cert: " + e.getMessage(), e);
    }
  }

  private TrustManager @Nullable [] trustManagers() throws GeneralSecurityException {
    if (authority == null) {
      return null;
    }
    try {
      return Pem.trust(PemSource.file(authority)).getTrustManagers();
    } catch (IOException e) {
      throw new PluginException("error reading " + authority + ": " + e.getMessage(), e);
    }
  }
}
