package dev.nodens.plugin.prometheus;

import dev.nodens.core.config.ServerTls;
import dev.nodens.core.config.ServerTls.ClientCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The file of `tls`: the part of Prometheus's web configuration that says how a page is served
/// over TLS, one level of YAML with a text for each key.
final class WebConfig {
  private static final String SECTION = "tls_server_config";
  private static final List<String> KEYS =
      List.of("cert_file", "key_file", "client_auth_type", "client_ca_file");

  private WebConfig() {}

  /// Reads `file`; the files that it names are relative to it.
  ///
  /// @throws IOException naming file and line
  static ServerTls read(Path file) throws IOException {
    try {
      return parse(file, Files.readAllLines(file));
    } catch (NoSuchFileException e) {
      throw new IOException("open " + file + ": no such file or directory", e);
    }
  }

  /// The same of `lines`.
  ///
  /// @throws IOException naming file and line
  static ServerTls parse(Path file, List<String> lines) throws IOException {
    Map<String, String> values = new HashMap<>();
    boolean inside = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("(^|\\s)#.*$", "").stripTrailing();
      String place = file + ":" + (i + 1);
      if (line.isBlank() || line.equals("---")) {
        continue;
      }
      int colon = line.indexOf(':');
      String key = colon < 0 ? line.strip() : line.substring(0, colon).strip();
      if (!Character.isWhitespace(line.charAt(0))) {
        if (!key.equals(SECTION) || !line.endsWith(":")) {
          throw new IOException(place + ": " + key + " is not supported, only " + SECTION);
        }
        inside = true;
      } else if (!inside || colon < 0 || !KEYS.contains(key)) {
        throw new IOException(place + ": " + key + " is not supported; use " + KEYS);
      } else {
        values.put(key, text(line.substring(colon + 1).strip(), place));
      }
    }
    return tls(file, values);
  }

  private static String text(String value, String place) throws IOException {
    boolean quoted =
        value.length() > 1
            && (value.startsWith("\"") || value.startsWith("'"))
            && value.charAt(0) == value.charAt(value.length() - 1);
    String text = quoted ? value.substring(1, value.length() - 1) : value;
    if (text.isEmpty()
        || !quoted && "|>[{&*!\"'".indexOf(text.charAt(0)) >= 0
        || text.contains("\\")) {
      throw new IOException(place + ": a plain text is expected, not " + value);
    }
    return text;
  }

  private static ServerTls tls(Path file, Map<String, String> values) throws IOException {
    @Nullable String certificate = values.get("cert_file");
    @Nullable String key = values.get("key_file");
    if (certificate == null || key == null) {
      throw new IOException(file + ": " + SECTION + " needs cert_file and key_file");
    }
    String clients = values.getOrDefault("client_auth_type", "NoClientCert");
    ClientCertificates asked =
        switch (clients) {
          case "NoClientCert" -> ClientCertificates.NONE;
          case "RequestClientCert" -> ClientCertificates.REQUEST;
          case "RequireAnyClientCert" -> ClientCertificates.REQUIRE;
          case "VerifyClientCertIfGiven" -> ClientCertificates.VERIFY_IF_GIVEN;
          case "RequireAndVerifyClientCert" -> ClientCertificates.REQUIRE_AND_VERIFY;
          default -> throw new IOException(file + ": Invalid ClientAuth: " + clients);
        };
    return new ServerTls(
        file.resolveSibling(certificate),
        file.resolveSibling(key),
        Optional.ofNullable(values.get("client_ca_file")).map(file::resolveSibling),
        asked);
  }
}
