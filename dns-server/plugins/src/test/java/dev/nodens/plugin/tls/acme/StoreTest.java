package dev.nodens.plugin.tls.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.tls.Pem;
import dev.nodens.core.tls.PemSource;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The files are those of CoreDNS's library.
final class StoreTest {
  private static final String DIRECTORY = "https://127.0.0.1:14000/dir";

  /// As `openssl ecparam -genkey -name prime256v1 -noout` and Go write it.
  private static final String FOREIGN =
      """
      -----BEGIN EC PRIVATE KEY-----
      MHcCAQEEIKnHaGR8xuWK3gvORKrwK+DunYwp9a0d+Y7BsYpPn2iloAoGCCqGSM49
      AwEHoUQDQgAESHF2w7dPq2v/+9XVLmq8ay8+e+TvrMFZnwckWzpe0jzUt1MOTZEW
      1bflo3fF0rrK/2qMYR7+4lmMUlOW8TphrQ==
      -----END EC PRIVATE KEY-----
      """;

  private static final String PUBLIC =
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAESHF2w7dPq2v/+9XVLmq8ay8+e+Tv"
          + "rMFZnwckWzpe0jzUt1MOTZEW1bflo3fF0rrK/2qMYR7+4lmMUlOW8TphrQ==";

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({
    "https://acme-v02.api.letsencrypt.org/directory, acme-v02.api.letsencrypt.org-directory",
    "https://127.0.0.1:14000/dir, 127.0.0.1-14000-dir",
    "https://ca.example, ca.example",
    "https://ca.example/, ca.example",
    "https://ca.example/acme/dir/, ca.example-acme-dir",
    "https://[::1]:443/d, --1-443-d",
  })
  void namesTheFoldersOfAnAuthority(String directory, String name) {
    assertThat(Store.authority(directory)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "*.Example.org, wildcard_.example.org",
    "a+b@example.org, a_plus_b@example.org",
    "a/../b c, ab_c",
  })
  void makesPathsOfNames(String text, String path) {
    assertThat(Store.safe(text)).isEqualTo(path);
  }

  @Test
  void findsACertificateAgain() throws IOException {
    var store = new Store(folder);
    KeyPair keys = KeyPem.generate();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    var certificate = TestCertificates.of("*.a.org", keys, now, now.plusSeconds(60), 7);
    var issued = new Authority.Issued(List.of(certificate, certificate), "url", "me");

    assertThat(store.certificate(DIRECTORY, "*.a.org")).isEmpty();
    store.save(DIRECTORY, "*.a.org", keys, issued);

    ManagedKeys.Identity found = store.certificate(DIRECTORY, "*.a.org").orElseThrow();
    assertThat(found.chain()).isEqualTo(issued.chain());
    assertThat(number(found.key())).isEqualTo(number(keys.getPrivate()));
    Path place = folder.resolve("certificates/127.0.0.1-14000-dir/wildcard_.a.org");
    try (Stream<Path> files = Files.list(place)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "wildcard_.a.org.crt", "wildcard_.a.org.key", "wildcard_.a.org.json");
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(place.resolve("wildcard_.a.org.key"))))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @CsvSource({
    "me@a.org, users/me@a.org/me.json",
    "'', users/default/default.json",
    "@a.org, users/@a.org/a.org.json",
  })
  void findsAnAccountAgain(String email, String file) throws IOException {
    var store = new Store(folder);
    KeyPair keys = KeyPem.generate();

    assertThat(store.account(DIRECTORY, email)).isEmpty();
    store.save(DIRECTORY, new Store.Account(keys, "https://ca/me", email));

    Store.Account found = store.account(DIRECTORY, email).orElseThrow();
    assertThat(found.location()).isEqualTo("https://ca/me");
    assertThat(found.email()).isEqualTo(email);
    assertThat(found.keys().getPublic()).isEqualTo(keys.getPublic());
    assertThat(number(found.keys().getPrivate())).isEqualTo(number(keys.getPrivate()));
    assertThat(folder.resolve("acme/127.0.0.1-14000-dir").resolve(file)).exists();

    store.forget(DIRECTORY, found);
    assertThat(store.account(DIRECTORY, email)).isEmpty();
  }

  @Test
  void readsAnAccountThatCoreDnsWrote() throws IOException {
    Path user = folder.resolve("acme/127.0.0.1-14000-dir/users/me@a.org");
    Files.createDirectories(user);
    Files.writeString(user.resolve("me.key"), FOREIGN);
    Files.writeString(
        user.resolve("me.json"),
        "{\n\t\"status\": \"valid\",\n\t\"contact\": [\n\t\t\"mailto:me@a.org\"\n\t],\n"
            + "\t\"termsOfServiceAgreed\": true,\n\t\"orders\": \"https://ca/orders\",\n"
            + "\t\"location\": \"https://ca/me/1\"\n}");

    Store.Account found = new Store(folder).account(DIRECTORY, "").orElseThrow();

    assertThat(found.location()).isEqualTo("https://ca/me/1");
    assertThat(found.email()).isEqualTo("me@a.org");
    assertThat(Base64.getEncoder().encodeToString(found.keys().getPublic().getEncoded()))
        .isEqualTo(PUBLIC);
  }

  @Test
  void withoutAnEmailTheLastAccountCounts() throws IOException {
    var store = new Store(folder);
    Path users = folder.resolve("acme/127.0.0.1-14000-dir/users");
    for (String name : List.of("a@a.org", "b@a.org", "c@a.org")) {
      store.save(DIRECTORY, new Store.Account(KeyPem.generate(), "https://ca/" + name, name));
      Files.setLastModifiedTime(users.resolve(name), FileTime.fromMillis(1000));
    }
    Files.setLastModifiedTime(users.resolve("b@a.org"), FileTime.fromMillis(2000));

    assertThat(store.account(DIRECTORY, "").orElseThrow().location())
        .isEqualTo("https://ca/b@a.org");
  }

  /// Numbers with and without zeros ahead.
  @RepeatedTest(20)
  void writesKeysThatReadBack() throws Exception {
    KeyPair keys = KeyPem.generate();
    PemSource written = new PemSource(null, KeyPem.write(keys), "key");
    KeyPair read = KeyPem.read(written);

    assertThat(number(Pem.privateKey(written))).isEqualTo(number(keys.getPrivate()));
    assertThat(read.getPublic()).isEqualTo(keys.getPublic());
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(read.getPrivate());
    signature.update((byte) 1);
    byte[] signed = signature.sign();
    signature.initVerify(read.getPublic());
    signature.update((byte) 1);
    assertThat(signature.verify(signed)).isTrue();
  }

  @Test
  void namesTheFileThatIsNoKey() {
    assertThatThrownBy(() -> KeyPem.read(new PemSource(null, "x", "me.key")))
        .isInstanceOf(IOException.class)
        .hasMessage("me.key holds no EC PRIVATE KEY in PEM form");
  }

  @Test
  void callsACertificateByItsAuthorityAndSerialNumber() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    var certificate =
        TestCertificates.of("a.org", KeyPem.generate(), now, now.plusSeconds(60), 259);

    // 0a 0b 0c and 01 03 in base64url.
    assertThat(RenewalId.of(certificate)).contains("CgsM.AQM");
  }

  /// Two objects of the JDK with the same key are not always equal.
  private static BigInteger number(PrivateKey key) {
    return ((ECPrivateKey) key).getS();
  }
}
