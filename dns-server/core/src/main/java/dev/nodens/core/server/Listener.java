package dev.nodens.core.server;

import java.util.List;

/// A server and where it listens.
///
/// @param scheme `dns`, `tls`, `https`, ...
/// @param host IP address, or empty for all addresses
/// @param port 0 to 65535; 0 lets the system choose
/// @param zones the zones served there, for the start-up lines
public record Listener(String scheme, String host, int port, List<String> zones, Server server) {

  public Listener {
    zones = List.copyOf(zones);
  }

  /// What tells listeners apart over a reload.
  public String key() {
    return scheme + "://" + host + ":" + port;
  }
}
