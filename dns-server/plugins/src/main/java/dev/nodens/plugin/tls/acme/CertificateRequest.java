package dev.nodens.plugin.tls.acme;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.nodens.core.tls.Der;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.HexFormat;

/// A request for a certificate (PKCS#10, RFC 2986) as ACME servers want it: no subject, the domain
/// as its alternative name (RFC 8555 §7.4).
final class CertificateRequest {
  private static final byte[] EXTENSION_REQUEST = oid("06092a864886f70d01090e");
  private static final byte[] ALTERNATIVE_NAME = oid("0603551d11");
  private static final byte[] ECDSA_SHA256 = oid("06082a8648ce3d040302");
  private static final int DNS_NAME = 0x82;

  private CertificateRequest() {}

  /// In DER, signed.
  ///
  /// @param keys of [KeyPem#generate]
  static byte[] of(String domain, KeyPair keys) throws GeneralSecurityException {
    byte[] names = Der.of(Der.SEQUENCE, Der.of(DNS_NAME, domain.getBytes(US_ASCII)));
    byte[] extension = Der.of(Der.SEQUENCE, ALTERNATIVE_NAME, Der.of(Der.OCTETS, names));
    byte[] attribute =
        Der.of(Der.SEQUENCE, EXTENSION_REQUEST, Der.of(Der.SET, Der.of(Der.SEQUENCE, extension)));
    byte[] request =
        Der.of(
            Der.SEQUENCE,
            Der.of(Der.INTEGER, new byte[1]),
            Der.of(Der.SEQUENCE),
            keys.getPublic().getEncoded(),
            Der.of(Der.CONTEXT, attribute));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    signature.update(request);
    return Der.of(
        Der.SEQUENCE, request, Der.of(Der.SEQUENCE, ECDSA_SHA256), Der.bits(signature.sign()));
  }

  private static byte[] oid(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
