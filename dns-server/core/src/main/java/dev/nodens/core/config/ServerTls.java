package dev.nodens.core.config;

import dev.nodens.core.tls.KeyFiles;
import dev.nodens.core.tls.KeyLog;
import dev.nodens.core.tls.ServerKeys;
import java.nio.file.Path;
import java.util.Optional;

/// Who a server is, and whom it lets in.
///
/// @param keys the server's certificate and key
/// @param authority PEM file with the authorities of clients; the system's if absent
/// @param clients what is asked of clients
/// @param log where the secrets of connections are written, for debugging
public record ServerTls(
    ServerKeys keys, Optional<Path> authority, ClientCertificates clients, Optional<KeyLog> log) {

  /// A server with a certificate in files.
  public ServerTls(
      Path certificate, Path key, Optional<Path> authority, ClientCertificates clients) {
    this(certificate, key, authority, clients, Optional.empty());
  }

  /// A server with a certificate in files.
  ///
  /// @param log as above
  public ServerTls(
      Path certificate,
      Path key,
      Optional<Path> authority,
      ClientCertificates clients,
      Optional<KeyLog> log) {
    this(new KeyFiles(certificate, key), authority, clients, log);
  }

  /// What is asked of clients.
  public enum ClientCertificates {
    /// Nothing.
    NONE,
    /// A certificate, looked at by nobody.
    REQUEST,
    /// Some certificate; one is needed.
    REQUIRE,
    /// A certificate that must be valid if it is given.
    VERIFY_IF_GIVEN,
    /// A valid certificate.
    REQUIRE_AND_VERIFY;

    /// Whether a client without one is sent away.
    public boolean isNeeded() {
      return this == REQUIRE || this == REQUIRE_AND_VERIFY;
    }

    /// Whether certificates are checked against the authorities.
    public boolean areVerified() {
      return this == VERIFY_IF_GIVEN || this == REQUIRE_AND_VERIFY;
    }
  }
}
