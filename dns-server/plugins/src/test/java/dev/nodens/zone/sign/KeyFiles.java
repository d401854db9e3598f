package dev.nodens.zone.sign;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Name;

/// Pairs of key files as BIND writes them, made for a test.
public final class KeyFiles {
  public static final int KSK = 257;
  public static final int ZSK = 256;

  private KeyFiles() {}

  /// Writes `name.key` and `name.private` to `folder`.
  ///
  /// @return the public key
  public static DNSKEYRecord write(Path folder, String name, String owner, int flags, int algorithm)
      throws IOException {
    try {
      KeyPair pair = pair(algorithm);
      var key =
          new DNSKEYRecord(new Name(owner), DClass.IN, 3600, flags, 3, algorithm, pair.getPublic());
      Files.writeString(folder.resolve(name + ".key"), "; This is a key\n" + key + "\n");
      String fields = fields(pair, algorithm);
      Files.writeString(
          folder.resolve(name + ".private"),
          "Private-key-format: v1.3\nAlgorithm: "
              + algorithm
              + " (NAME)\n"
              + fields
              + "Created: 20260101000000\n");
      return key;
    } catch (GeneralSecurityException | DNSSEC.DNSSECException e) {
      throw new IOException(e);
    }
  }

  private static KeyPair pair(int algorithm) throws GeneralSecurityException {
    String family =
        switch (algorithm) {
          case 8, 10 -> "RSA";
          case 13, 14 -> "EC";
          default -> "Ed25519";
        };
    KeyPairGenerator generator = KeyPairGenerator.getInstance(family);
    if (family.equals("RSA")) {
      generator.initialize(1024);
    } else if (family.equals("EC")) {
      generator.initialize(new ECGenParameterSpec(algorithm == 13 ? "secp256r1" : "secp384r1"));
    }
    return generator.generateKeyPair();
  }

  private static String fields(KeyPair pair, int algorithm) {
    return switch (pair.getPrivate()) {
      case RSAPrivateCrtKey rsa ->
          field("Modulus", rsa.getModulus())
              + field("PublicExponent", rsa.getPublicExponent())
              + field("PrivateExponent", rsa.getPrivateExponent())
              + field("Prime1", rsa.getPrimeP())
              + field("Prime2", rsa.getPrimeQ())
              + field("Exponent1", rsa.getPrimeExponentP())
              + field("Exponent2", rsa.getPrimeExponentQ())
              + field("Coefficient", rsa.getCrtCoefficient());
      case ECPrivateKey ec -> field("PrivateKey", ec.getS());
      case EdECPrivateKey ed ->
          "PrivateKey: " + Base64.getEncoder().encodeToString(ed.getBytes().orElseThrow()) + "\n";
      default -> throw new IllegalArgumentException("algorithm " + algorithm);
    };
  }

  private static String field(String name, BigInteger number) {
    return name + ": " + Base64.getEncoder().encodeToString(number.toByteArray()) + "\n";
  }
}
