package dev.nodens.plugin.tls.acme;

import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// An authority that issues certificates by ACME (RFC 8555). Everything here blocks.
interface Authority {
  /// A certificate that was issued.
  ///
  /// @param chain the certificate, then those between it and its authority
  /// @param url where the authority has it
  /// @param account URL of the account that ordered it
  record Issued(List<X509Certificate> chain, String url, String account) {
    public Issued {
      chain = List.copyOf(chain);
    }
  }

  /// When the authority wants a certificate to be renewed (RFC 9773).
  ///
  /// @param askAgain when to ask for a newer window
  record Window(Instant start, Instant end, Instant askAgain) {}

  /// Orders a certificate.
  ///
  /// @param domain may begin with `*.`
  /// @param keys the key that it certifies
  /// @param replaced the one that it comes after, if the authority issued one
  /// @throws IOException for whatever went wrong, in words for users
  Issued order(String domain, KeyPair keys, Optional<X509Certificate> replaced)
      throws IOException, InterruptedException;

  /// When to renew `certificate`; empty if the authority has no opinion.
  Optional<Window> window(X509Certificate certificate) throws IOException;
}
