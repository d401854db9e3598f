package dev.nodens.core.config;

import java.nio.file.Path;
import java.util.Optional;

/// Who a server is, and whom it lets in.
///
/// @param certificate PEM file with the server's certificate and those that lead to its authority
/// @param key PEM file with its private key
/// @param authority PEM file with the authorities of clients; the system's if absent
/// @param clients what is asked of clients
public record ServerTls(
    Path certificate, Path key, Optional<Path> authority, ClientCertificates clients) {

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
