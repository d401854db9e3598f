package dev.nodens.plugin.tls.acme;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/// What an ACME server calls a certificate when it is asked when to renew it (RFC 9773 §4.1): the
/// key identifier of its authority and its serial number.
final class RenewalId {
  private static final String AUTHORITY_KEY = "2.5.29.35";
  private static final int KEY_IDENTIFIER = 0x80;

  private RenewalId() {}

  /// Empty if the certificate does not say the key of its authority.
  static Optional<String> of(X509Certificate certificate) {
    byte[] extension = certificate.getExtensionValue(AUTHORITY_KEY);
    // OCTET STRING, SEQUENCE, [0]: heads of two octets, as an identifier is a hash.
    if (extension == null || extension.length < 6 || (extension[4] & 0xff) != KEY_IDENTIFIER) {
      return Optional.empty();
    }
    int end = 6 + extension[5];
    if (extension[5] < 1 || end > extension.length) {
      return Optional.empty();
    }
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String key = base64.encodeToString(Arrays.copyOfRange(extension, 6, end));
    return Optional.of(
        key + "." + base64.encodeToString(certificate.getSerialNumber().toByteArray()));
  }
}
