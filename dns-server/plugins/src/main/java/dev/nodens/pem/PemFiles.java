package dev.nodens.pem;

import dev.nodens.core.PluginException;
import dev.nodens.core.port.ClientTls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// The files of the property `tls`: an authority; a certificate with its key; or all three.
public final class PemFiles {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)-----END");
  private static final char[] NO_PASSWORD = new char[0];

  private final @Nullable Path certificate;
  private final @Nullable Path key;
  private final @Nullable Path authority;

  /// @param files one, two or three
  public PemFiles(List<Path> files) {
    certificate = files.size() > 1 ? files.get(0) : null;
    key = files.size() > 1 ? files.get(1) : null;
    authority = files.size() == 1 ? files.get(0) : files.size() == 3 ? files.get(2) : null;
  }

  /// A client that uses the files, and the system's authorities if none is given.
  ///
  /// @throws PluginException naming the file that cannot be read or understood
  public ClientTls client() {
    try {
      return ClientTls.of(keyManagers(), trustManagers());
    } catch (GeneralSecurityException | IOException e) {
      throw new PluginException("could not set up TLS: " + e.getMessage(), e);
    }
  }

  /// As [#client], for those who need no more than the JDK's TLS.
  public SSLContext context() {
    return client().context();
  }

  private KeyManager @Nullable [] keyManagers() throws GeneralSecurityException, IOException {
    if (certificate == null || key == null) {
      return null;
    }
    KeyStore store = emptyStore();
    Certificate[] chain = certificates(certificate).toArray(Certificate[]::new);
    store.setKeyEntry("client", privateKey(key), NO_PASSWORD, chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private TrustManager @Nullable [] trustManagers() throws GeneralSecurityException, IOException {
    if (authority == null) {
      return null;
    }
    KeyStore store = emptyStore();
    int n = 0;
    for (Certificate trusted : certificates(authority)) {
      store.setCertificateEntry("authority-" + n++, trusted);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws GeneralSecurityException {
    Collection<? extends Certificate> certificates =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(read(file)));
    if (certificates.isEmpty()) {
      throw new PluginException("no certificate in " + file);
    }
    return certificates;
  }

  private static PrivateKey privateKey(Path file) throws GeneralSecurityException {
    Matcher pem = KEY.matcher(new String(read(file), StandardCharsets.US_ASCII));
    if (!pem.find()) {
      throw new PluginException("no private key in " + file);
    }
    if (!pem.group(1).equals("PRIVATE KEY")) {
      throw new PluginException(
          "%s holds a %s; convert it with: openssl pkcs8 -topk8 -nocrypt"
              .formatted(file, pem.group(1)));
    }
    var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(2)));
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // Not this kind of key.
      }
    }
    throw new PluginException("the private key in " + file + " is neither RSA, EC nor EdDSA");
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new PluginException("error reading " + file + ": " + e, e);
    }
  }
}
