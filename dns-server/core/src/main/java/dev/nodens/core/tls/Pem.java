package dev.nodens.core.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Reads certificates and private keys in PEM text (RFC 7468): PKCS#8, and the older forms for RSA
/// (RFC 8017 A.1.2) and elliptic curves (RFC 5915) that cluster tools write. Makes of them what the
/// JDK's TLS takes.
public final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final byte[] RSA = {
    0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
  };
  private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};
  private static final byte[] VERSION = {2, 1, 0};
  private static final char[] NO_PASSWORD = {};

  private Pem() {}

  /// Says who it is with the certificates in `certificate`, its own first, and the key in `key`.
  ///
  /// @throws IOException naming the source that cannot be read or understood
  public static KeyManagerFactory keys(PemSource certificate, PemSource key)
      throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    X509Certificate[] chain = certificates(certificate).toArray(X509Certificate[]::new);
    store.setKeyEntry("own", privateKey(key), NO_PASSWORD, chain);
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory;
  }

  /// Trusts the certificates in `authorities`, or without any those of the JDK.
  ///
  /// @throws IOException naming the source that cannot be read or understood
  public static TrustManagerFactory trust(PemSource authorities)
      throws IOException, GeneralSecurityException {
    return authorities.isNone() ? trust((KeyStore) null) : trust(certificates(authorities));
  }

  /// Trusts `authorities` and nobody else.
  public static TrustManagerFactory trust(List<X509Certificate> authorities)
      throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("authority-" + i, authorities.get(i));
    }
    return trust(store);
  }

  private static TrustManagerFactory trust(@Nullable KeyStore store)
      throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  /// The stores never leave this process. PKCS12 would derive a key from the empty password, ten
  /// thousand rounds to put one's own key in and as many to take it out: a second of a cold JVM.
  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    return store;
  }

  /// The certificates in `source`, at least one.
  ///
  /// @throws IOException naming the source that cannot be read or understood
  public static List<X509Certificate> certificates(PemSource source) throws IOException {
    var certificates = new ArrayList<X509Certificate>();
    Matcher block = BLOCK.matcher(source.read());
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      while (block.find()) {
        if (block.group(1).equals("CERTIFICATE")) {
          var der = new ByteArrayInputStream(decode(block.group(2)));
          certificates.add((X509Certificate) factory.generateCertificate(der));
        }
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(source.name() + " holds a malformed certificate", e);
    }
    if (certificates.isEmpty()) {
      throw new IOException(source.name() + " holds no certificate in PEM form");
    }
    return certificates;
  }

  /// The first private key in `source`.
  ///
  /// @throws IOException naming the source that cannot be read or understood
  public static PrivateKey privateKey(PemSource source) throws IOException {
    Matcher block = BLOCK.matcher(source.read());
    while (block.find()) {
      String type = block.group(1);
      if (!type.endsWith("PRIVATE KEY")) {
        continue;
      }
      try {
        byte[] der = decode(block.group(2));
        return switch (type) {
          case "PRIVATE KEY" -> anyKey(der);
          case "RSA PRIVATE KEY" -> key("RSA", pkcs8(RSA, der));
          case "EC PRIVATE KEY" -> key("EC", pkcs8(curve(der), der));
          default ->
              throw new IOException(
                  source.name()
                      + " holds a key of the kind '"
                      + type
                      + "'; convert it to an unencrypted PKCS#8 key");
        };
      } catch (GeneralSecurityException | RuntimeException e) {
        throw new IOException(source.name() + " holds a malformed private key", e);
      }
    }
    throw new IOException(source.name() + " holds no private key in PEM form");
  }

  private static byte[] decode(String base64) {
    return Base64.getMimeDecoder().decode(base64);
  }

  private static PrivateKey anyKey(byte[] der) throws GeneralSecurityException {
    try {
      return key("RSA", der);
    } catch (GeneralSecurityException e) {
      return ellipticKey(der);
    }
  }

  private static PrivateKey ellipticKey(byte[] der) throws GeneralSecurityException {
    try {
      return key("EC", der);
    } catch (GeneralSecurityException e) {
      return key("EdDSA", der);
    }
  }

  private static PrivateKey key(String algorithm, byte[] der) throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  /// Wraps a key of an older form into PKCS#8 (RFC 5208 §5).
  private static byte[] pkcs8(byte[] algorithm, byte[] key) {
    return Der.of(Der.SEQUENCE, VERSION, algorithm, Der.of(Der.OCTETS, key));
  }

  /// The algorithm of an EC key with the curve that the key names.
  private static byte[] curve(byte[] key) {
    int at = contents(key, 0);
    at = after(key, at); // version
    at = after(key, at); // the key's octets
    if ((key[at] & 0xff) != Der.CONTEXT) {
      throw new IllegalArgumentException("the key names no curve");
    }
    int from = contents(key, at);
    byte[] parameters = Arrays.copyOfRange(key, from, after(key, at));
    return Der.of(Der.SEQUENCE, EC, parameters);
  }

  private static int contents(byte[] der, int at) {
    int length = der[at + 1] & 0xff;
    return at + 2 + (length > 0x80 ? length & 0x7f : 0);
  }

  private static int after(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    int from = contents(der, at);
    int length = first;
    if (first > 0x80) {
      length = 0;
      for (int i = at + 2; i < from; i++) {
        length = length << 8 | der[i] & 0xff;
      }
    }
    return from + length;
  }
}
