package dev.nodens.plugin.tls.acme;

import java.util.List;

/// What a `tls` without files says.
///
/// @param domains that get a certificate each, checked; the first one's is shown to clients that
///   name no host
/// @param email contact of the account; empty for none
/// @param directory URL of the ACME server's directory
/// @param storage folder for accounts and certificates, as written
/// @param root PEM file with authorities of the ACME server's own certificate, as written; empty
///   for only those of the JDK
/// @param resolver `HOST:PORT` of the name server that finds the ACME server; empty for the host's
public record AcmeOptions(
    List<String> domains,
    String email,
    String directory,
    String storage,
    String root,
    String resolver) {
  /// The ACME server that is asked unless another one is named.
  public static final String LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory";

  /// The default of `storage`, seen from the block's root directory.
  public static final String STORAGE = ".coredns/acme";

  public AcmeOptions {
    domains = List.copyOf(domains);
  }

  /// The same for any order of the domains.
  AcmeOptions key() {
    return new AcmeOptions(
        domains.stream().sorted().toList(), email, directory, storage, root, resolver);
  }
}
