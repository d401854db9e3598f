package dev.nodens.netty.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.core.tls.PemSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A kubeconfig file (client.authentication, `kind: Config`, version v1) as `kubectl` writes it.
///
/// Paths in it are relative to the file. Credential plugins (`exec`, `auth-provider`) are refused:
/// a DNS server runs no programs.
final class KubeconfigFile {
  private final Path file;
  private final Map<?, ?> config;

  private KubeconfigFile(Path file, Map<?, ?> config) {
    this.file = file;
    this.config = config;
  }

  /// @throws IOException naming the file, and the line if it is malformed
  static KubeconfigFile read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file, UTF_8);
    } catch (NoSuchFileException e) {
      throw new IOException("no kubeconfig file: " + file, e);
    }
    try {
      if (YamlReader.read(text) instanceof Map<?, ?> map) {
        return new KubeconfigFile(file, map);
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("kubeconfig " + file + ": " + e.getMessage(), e);
    }
    throw new IOException("kubeconfig " + file + " holds no mapping");
  }

  /// What `context`, or else the current context, leads to.
  ///
  /// @throws IOException naming the file and the field
  ApiEndpoint endpoint(Optional<String> context) throws IOException {
    String name = context.orElse(text(config, "current-context"));
    if (name.isEmpty()) {
      throw fault("current-context", "is not set; set it or name a context in the directive");
    }
    Map<?, ?> chosen = named("contexts", name, "context");
    Map<?, ?> cluster = named("clusters", required(chosen, "context", "cluster"), "cluster");
    Map<?, ?> user =
        text(chosen, "user").isEmpty() ? Map.of() : named("users", text(chosen, "user"), "user");
    for (String unsupported : List.of("exec", "auth-provider")) {
      if (user.containsKey(unsupported)) {
        throw fault(
            "users[].user." + unsupported,
            "is not supported; use a token, a token file or a client certificate");
      }
    }
    if (!text(cluster, "proxy-url").isEmpty()) {
      throw fault("clusters[].cluster.proxy-url", "is not supported");
    }
    var identity =
        new TlsIdentity(
            pem(cluster, "certificate-authority"),
            pem(user, "client-certificate"),
            pem(user, "client-key"),
            text(cluster, "insecure-skip-tls-verify").equals("true"),
            text(cluster, "tls-server-name"));
    String server = required(cluster, "clusters[].cluster", "server");
    try {
      return ApiEndpoint.of(server, identity, authorization(user));
    } catch (IOException e) {
      throw fault("clusters[].cluster.server", String.valueOf(e.getMessage()));
    }
  }

  private Authorization authorization(Map<?, ?> user) {
    String tokenFile = text(user, "tokenFile");
    if (!tokenFile.isEmpty()) {
      return Authorization.tokenFile(file.resolveSibling(tokenFile));
    }
    String token = text(user, "token");
    if (!token.isEmpty()) {
      return Authorization.token(token);
    }
    String name = text(user, "username");
    return name.isEmpty() ? Authorization.NONE : Authorization.basic(name, text(user, "password"));
  }

  /// The field `name`, or rather `name-data`, which wins.
  private PemSource pem(Map<?, ?> map, String name) throws IOException {
    String data = text(map, name + "-data");
    if (!data.isEmpty()) {
      return PemSource.data(data, "kubeconfig " + file + ": " + name + "-data");
    }
    String path = text(map, name);
    return path.isEmpty() ? PemSource.NONE : PemSource.file(file.resolveSibling(path));
  }

  /// The mapping `member` of the item `name` in the list `list`.
  private Map<?, ?> named(String list, String name, String member) throws IOException {
    if (config.get(list) instanceof List<?> items) {
      for (Object item : items) {
        if (item instanceof Map<?, ?> map && name.equals(map.get("name"))) {
          return map.get(member) instanceof Map<?, ?> found ? found : Map.of();
        }
      }
    }
    throw fault(list, "has no entry named '" + name + "'");
  }

  private String required(Map<?, ?> map, String path, String name) throws IOException {
    String value = text(map, name);
    if (value.isEmpty()) {
      throw fault(path + "." + name, "is not set");
    }
    return value;
  }

  private static String text(Map<?, ?> map, String name) {
    return map.get(name) instanceof String value ? value : "";
  }

  private IOException fault(String field, String what) {
    return new IOException("kubeconfig " + file + ": " + field + " " + what);
  }
}
