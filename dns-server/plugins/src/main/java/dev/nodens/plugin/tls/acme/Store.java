package dev.nodens.plugin.tls.acme;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.core.tls.Pem;
import dev.nodens.core.tls.PemSource;
import dev.nodens.plugin.tls.acme.ManagedKeys.Identity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Accounts and certificates in files, laid out as CoreDNS's library lays them out, so that either
/// server goes on with what the other one got:
///
///     acme/AUTHORITY/users/EMAIL/NAME.json   the account, NAME.key its key
///     certificates/AUTHORITY/DOMAIN/DOMAIN.crt, .key and .json
///
/// Everything blocks. What is wrong is an [IOException] that names the file.
final class Store {
  private static final Pattern UNSAFE = Pattern.compile("[^\\w@.-]");
  private static final String NO_EMAIL = "default";

  private final Path folder;

  Store(Path folder) {
    this.folder = folder;
  }

  /// An account with an ACME server.
  ///
  /// @param location its URL
  /// @param email its contact; empty for none
  record Account(KeyPair keys, String location, String email) {}

  /// One component of a path, made of any text.
  static String safe(String text) {
    String lower = text.toLowerCase(Locale.ROOT).strip();
    String replaced =
        lower
            .replace(" ", "_")
            .replace("+", "_plus_")
            .replace("*", "wildcard_")
            .replace(":", "-")
            .replace("..", "");
    return UNSAFE.matcher(replaced).replaceAll("");
  }

  /// What the folders of an ACME server are called.
  static String authority(String directory) {
    URI url = URI.create(directory);
    String path = url.getPath().replace('/', '-').replace('\\', '-').replaceAll("^-+|-+$", "");
    return safe(path.isEmpty() ? url.getAuthority() : url.getAuthority() + "-" + path);
  }

  /// The certificate of `domain`, if one is stored with its key.
  Optional<Identity> certificate(String directory, String domain) throws IOException {
    Path certificate = certificateFile(directory, domain, ".crt");
    Path key = certificateFile(directory, domain, ".key");
    if (!Files.exists(certificate) || !Files.exists(key)) {
      return Optional.empty();
    }
    return Optional.of(
        new Identity(
            Pem.privateKey(PemSource.file(key)), Pem.certificates(PemSource.file(certificate))));
  }

  /// Finds out whether something can be stored, ahead of asking for what would then be lost.
  void check() throws IOException {
    Path file = folder.resolve(".check");
    write(file, "");
    Files.deleteIfExists(file);
  }

  /// Stores a certificate with its key.
  void save(String directory, String domain, KeyPair keys, Authority.Issued issued)
      throws IOException {
    write(certificateFile(directory, domain, ".key"), KeyPem.write(keys));
    write(certificateFile(directory, domain, ".crt"), pem(issued.chain()));
    write(
        certificateFile(directory, domain, ".json"),
        StoreJson.certificate(domain, directory, issued));
  }

  private Path certificateFile(String directory, String domain, String extension) {
    String name = safe(domain);
    return folder
        .resolve("certificates")
        .resolve(authority(directory))
        .resolve(name)
        .resolve(name + extension);
  }

  /// The account with `email`, if one is stored; without an email the one that was used last.
  Optional<Account> account(String directory, String email) throws IOException {
    String user = email.isEmpty() ? lastUser(directory) : email;
    Path registration = folder.resolve(userFile(directory, user, ".json"));
    Path key = folder.resolve(userFile(directory, user, ".key"));
    return Files.exists(registration) && Files.exists(key)
        ? StoreJson.account(registration, KeyPem.read(PemSource.file(key)))
        : Optional.empty();
  }

  private String lastUser(String directory) throws IOException {
    Path users = folder.resolve("acme").resolve(authority(directory)).resolve("users");
    if (!Files.isDirectory(users)) {
      return NO_EMAIL;
    }
    try (Stream<Path> folders = Files.list(users)) {
      return folders
          .filter(Files::isDirectory)
          .max(Comparator.comparingLong(folder -> folder.toFile().lastModified()))
          .map(last -> String.valueOf(last.getFileName()))
          .orElse(NO_EMAIL);
    }
  }

  /// Stores an account.
  void save(String directory, Account account) throws IOException {
    write(
        folder.resolve(userFile(directory, account.email(), ".json")), StoreJson.account(account));
    write(
        folder.resolve(userFile(directory, account.email(), ".key")), KeyPem.write(account.keys()));
  }

  /// Forgets an account that its server forgot.
  void forget(String directory, Account account) throws IOException {
    Files.deleteIfExists(folder.resolve(userFile(directory, account.email(), ".json")));
    Files.deleteIfExists(folder.resolve(userFile(directory, account.email(), ".key")));
  }

  private static Path userFile(String directory, String email, String extension) {
    String user = email.isEmpty() ? NO_EMAIL : email.toLowerCase(Locale.ROOT);
    int at = user.indexOf('@');
    String name = at < 0 ? user : at == 0 ? user.substring(1) : user.substring(0, at);
    return Path.of("acme", authority(directory), "users", safe(user), safe(name) + extension);
  }

  private static String pem(List<X509Certificate> chain) throws IOException {
    var text = new StringBuilder();
    try {
      for (X509Certificate certificate : chain) {
        text.append("-----BEGIN CERTIFICATE-----\n")
            .append(
                Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(certificate.getEncoded()))
            .append("\n-----END CERTIFICATE-----\n");
      }
    } catch (CertificateEncodingException e) {
      throw new IOException("a certificate that cannot be written", e);
    }
    return text.toString();
  }

  /// All or nothing, for the owner only.
  private static void write(Path file, String text) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException(file + " has no folder");
    }
    try {
      Files.createDirectories(
          parent,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path written = Files.createTempFile(parent, file.getFileName() + ".", ".tmp");
      Files.writeString(written, text, UTF_8);
      Files.move(
          written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IOException(file + " cannot be written: " + e, e);
    }
  }
}
