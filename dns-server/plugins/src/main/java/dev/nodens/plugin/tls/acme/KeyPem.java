package dev.nodens.plugin.tls.acme;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.nodens.core.tls.Der;
import dev.nodens.core.tls.Pem;
import dev.nodens.core.tls.PemSource;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// Keys on the curve P-256 in the PEM form of RFC 5915, which CoreDNS writes and reads, and which
/// holds both halves.
final class KeyPem {
  private static final byte[] CURVE = HexFormat.of().parseHex("06082a8648ce3d030107");
  private static final byte[] PUBLIC_HEAD =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");
  private static final int POINT = 65;
  private static final int SCALAR = 32;
  private static final String BEGIN = "-----BEGIN EC PRIVATE KEY-----\n";
  private static final String END = "\n-----END EC PRIVATE KEY-----\n";

  private KeyPem() {}

  /// A new key.
  static KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no P-256", e);
    }
  }

  /// `keys` in PEM text.
  static String write(KeyPair keys) {
    byte[] point = last(keys.getPublic().getEncoded(), POINT);
    byte[] big = ((ECPrivateKey) keys.getPrivate()).getS().toByteArray();
    byte[] scalar = new byte[SCALAR];
    int length = Math.min(big.length, SCALAR);
    System.arraycopy(big, big.length - length, scalar, SCALAR - length, length);
    byte[] der =
        Der.of(
            Der.SEQUENCE,
            Der.of(Der.INTEGER, new byte[] {1}),
            Der.of(Der.OCTETS, scalar),
            Der.of(Der.CONTEXT, CURVE),
            Der.of(Der.CONTEXT + 1, Der.bits(point)));
    return BEGIN + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + END;
  }

  /// Both halves of the key that `source` holds.
  ///
  /// @throws IOException if that is no key on P-256 with both
  static KeyPair read(PemSource source) throws IOException {
    String text = source.read();
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END.strip());
    if (begin < 0 || end < begin) {
      throw new IOException(source.name() + " holds no EC PRIVATE KEY in PEM form");
    }
    try {
      byte[] der =
          Base64.getMimeDecoder()
              .decode(text.substring(begin + BEGIN.length(), end).getBytes(US_ASCII));
      byte[] head = PUBLIC_HEAD.clone();
      byte[] encoded = Arrays.copyOf(head, head.length + POINT);
      System.arraycopy(last(der, POINT), 0, encoded, head.length, POINT);
      PublicKey open = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
      return new KeyPair(open, Pem.privateKey(source));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new IOException(source.name() + " holds no key on P-256 with its public half", e);
    }
  }

  private static byte[] last(byte[] octets, int length) {
    return Arrays.copyOfRange(octets, octets.length - length, octets.length);
  }
}
