package dev.nodens.plugin.grpc;

import dev.nodens.wire.Name;
import java.util.List;

/// What `grpc` says.
///
/// @param from names at or below it are sent
/// @param except names at or below these are not
/// @param to addresses or files, as written
/// @param tls how connections are secured
/// @param policy the order in which upstreams are tried
/// @param fallthrough names at or below these go on to the next plugin where the upstream has none
public record GrpcConfig(
    Name from, List<Name> except, List<String> to, Tls tls, Policy policy, List<Name> fallthrough) {

  public GrpcConfig {
    except = List.copyOf(except);
    to = List.copyOf(to);
    fallthrough = List.copyOf(fallthrough);
  }

  /// TLS to upstreams.
  ///
  /// @param used whether there is any
  /// @param files none; authority; certificate and key; or all three: PEM files
  /// @param serverName what certificates must name, or empty
  public record Tls(boolean used, List<String> files, String serverName) {
    /// None.
    static final Tls NONE = new Tls(false, List.of(), "");

    public Tls {
      files = List.copyOf(files);
    }
  }

  /// The order in which upstreams are tried.
  public enum Policy {
    RANDOM,
    ROUND_ROBIN,
    SEQUENTIAL
  }
}
