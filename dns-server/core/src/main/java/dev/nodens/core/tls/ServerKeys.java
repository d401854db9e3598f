package dev.nodens.core.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;

/// Where the certificate and the key come from that a server shows. Thread-safe.
public interface ServerKeys {
  /// Reads them. Blocks.
  ///
  /// @throws IOException naming what cannot be read or understood
  KeyManager load() throws IOException, GeneralSecurityException;

  /// Something that is equal as long as [#load] would give the same. Blocks.
  Object stamp();

  /// What log lines call them.
  String name();

  /// Whether clients see different certificates by the host that they ask for.
  default boolean dependOnHost() {
    return false;
  }

  /// What a client sees that asks for `host`; for TLS whose engines do not tell a key manager that.
  /// The same object for hosts that see the same.
  default KeyManager of(String host) throws IOException, GeneralSecurityException {
    return load();
  }
}
