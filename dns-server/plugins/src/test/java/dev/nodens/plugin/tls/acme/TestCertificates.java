package dev.nodens.plugin.tls.acme;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.nodens.core.tls.Der;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/// Certificates that sign themselves.
final class TestCertificates {
  private static final int UTC_TIME = 0x17;
  private static final int UTF8 = 0x0c;
  private static final int DNS_NAME = 0x82;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private TestCertificates() {}

  /// A certificate of `domain`, of an authority whose key identifier is `0a 0b 0c`.
  static X509Certificate of(String domain, KeyPair keys, Instant from, Instant until, int serial) {
    byte[] algorithm = Der.of(Der.SEQUENCE, hex("06082a8648ce3d040302"));
    byte[] commonName =
        Der.of(Der.SEQUENCE, hex("0603550403"), Der.of(UTF8, domain.getBytes(US_ASCII)));
    byte[] name = Der.of(Der.SEQUENCE, Der.of(Der.SET, commonName));
    byte[] names = Der.of(Der.SEQUENCE, Der.of(DNS_NAME, domain.getBytes(US_ASCII)));
    byte[] extensions =
        Der.of(
            Der.SEQUENCE,
            Der.of(Der.SEQUENCE, hex("0603551d11"), Der.of(Der.OCTETS, names)),
            Der.of(
                Der.SEQUENCE,
                hex("0603551d23"),
                Der.of(Der.OCTETS, Der.of(Der.SEQUENCE, Der.of(0x80, hex("0a0b0c"))))));
    byte[] signed =
        Der.of(
            Der.SEQUENCE,
            Der.of(Der.CONTEXT, Der.of(Der.INTEGER, hex("02"))),
            Der.of(Der.INTEGER, hex("%04x".formatted(serial))),
            algorithm,
            name,
            Der.of(
                Der.SEQUENCE,
                Der.of(UTC_TIME, TIME.format(from).getBytes(US_ASCII)),
                Der.of(UTC_TIME, TIME.format(until).getBytes(US_ASCII))),
            name,
            keys.getPublic().getEncoded(),
            Der.of(Der.CONTEXT + 3, extensions));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(signed);
      byte[] der = Der.of(Der.SEQUENCE, signed, algorithm, Der.bits(signature.sign()));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
