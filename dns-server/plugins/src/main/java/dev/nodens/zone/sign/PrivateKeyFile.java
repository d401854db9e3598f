package dev.nodens.zone.sign;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.xbill.DNS.DNSSEC;

/// Private keys as BIND's `dnssec-keygen` writes them: lines of `Field: value`, format v1.2 or
/// v1.3.
final class PrivateKeyFile {
  private final Path file;
  private final Map<String, String> fields = new HashMap<>();

  private PrivateKeyFile(Path file) {
    this.file = file;
  }

  /// The key in `file`, which must be one for `algorithm`.
  ///
  /// @throws IOException naming the file and what is wrong with it
  static PrivateKey read(Path file, int algorithm) throws IOException {
    var text = new PrivateKeyFile(file);
    for (String line : Files.readAllLines(file, US_ASCII)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String field = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        text.fields.put(field, line.substring(colon + 1).strip());
      }
    }
    String written = text.field("Algorithm").split(" ", 2)[0];
    if (!written.equals(Integer.toString(algorithm))) {
      throw new IOException(
          file + ": a key of algorithm " + written + ", but the public key has " + algorithm);
    }
    try {
      return text.key(algorithm);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(file + ": malformed private key: " + e.getMessage(), e);
    }
  }

  private PrivateKey key(int algorithm) throws IOException, GeneralSecurityException {
    return switch (algorithm) {
      case DNSSEC.Algorithm.RSASHA1,
          DNSSEC.Algorithm.RSA_NSEC3_SHA1,
          DNSSEC.Algorithm.RSASHA256,
          DNSSEC.Algorithm.RSASHA512 ->
          rsa();
      case DNSSEC.Algorithm.ECDSAP256SHA256 -> curve("secp256r1");
      case DNSSEC.Algorithm.ECDSAP384SHA384 -> curve("secp384r1");
      case DNSSEC.Algorithm.ED25519 ->
          KeyFactory.getInstance("EdDSA")
              .generatePrivate(
                  new EdECPrivateKeySpec(NamedParameterSpec.ED25519, octets("PrivateKey")));
      default ->
          throw new IOException(
              file + ": algorithm " + algorithm + " is not supported; use 8, 10, 13, 14 or 15");
    };
  }

  private PrivateKey rsa() throws IOException, GeneralSecurityException {
    return KeyFactory.getInstance("RSA")
        .generatePrivate(
            new RSAPrivateCrtKeySpec(
                number("Modulus"),
                number("PublicExponent"),
                number("PrivateExponent"),
                number("Prime1"),
                number("Prime2"),
                number("Exponent1"),
                number("Exponent2"),
                number("Coefficient")));
  }

  private PrivateKey curve(String name) throws IOException, GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(name));
    return KeyFactory.getInstance("EC")
        .generatePrivate(
            new ECPrivateKeySpec(
                number("PrivateKey"), parameters.getParameterSpec(ECParameterSpec.class)));
  }

  private BigInteger number(String field) throws IOException {
    return new BigInteger(1, octets(field));
  }

  private byte[] octets(String field) throws IOException {
    return Base64.getDecoder().decode(field(field));
  }

  private String field(String name) throws IOException {
    String value = fields.get(name.toLowerCase(Locale.ROOT));
    if (value == null) {
      throw new IOException(file + ": no line '" + name + ":'");
    }
    return value;
  }
}
