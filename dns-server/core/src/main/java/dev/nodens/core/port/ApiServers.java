package dev.nodens.core.port;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Finds and reaches Kubernetes API servers.
public interface ApiServers {
  /// The API server that `access` names.
  ///
  /// @throws IOException naming the missing or malformed file, variable or field
  ApiServer open(Access access) throws IOException;

  /// Loads in the background what every connection will need. For who will soon call [#open], and
  /// has other things to do until then; costs nothing the second time.
  default void prepare() {}

  /// How to reach an API server.
  sealed interface Access {}

  /// From inside a pod: the service account's token (read anew when it changes) and CA, address
  /// from the environment.
  record InCluster() implements Access {}

  /// A kubeconfig file, as `kubectl` reads it.
  ///
  /// @param context name, or the file's current context
  record Kubeconfig(Path file, Optional<String> context) implements Access {}

  /// A plain URL, with client certificate, key and CA files for https.
  record Endpoint(
      String url, Optional<Path> certificate, Optional<Path> key, Optional<Path> authority)
      implements Access {}
}
