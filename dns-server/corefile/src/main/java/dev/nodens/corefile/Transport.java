package dev.nodens.corefile;

import java.util.Locale;

/// How a server block is reached: the scheme of its key.
public enum Transport {
  DNS(53),
  TLS(853),
  QUIC(853),
  GRPC(443),
  HTTPS3(443),
  HTTPS(443),
  /// Names a local socket in a directive such as `forward`; no server listens on it.
  UNIX(0);

  private final int port;

  Transport(int port) {
    this.port = port;
  }

  /// The port if a key names none; for [#DNS] a flag of the command line may change it.
  public int defaultPort() {
    return port;
  }

  /// As in keys, metrics and messages: `dns`, `tls`, ...
  public String scheme() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What `text` begins with; [#DNS] if it is no scheme of ours.
  public static Transport of(String text) {
    for (Transport transport : values()) {
      if (text.startsWith(transport.prefix())) {
        return transport;
      }
    }
    return DNS;
  }

  /// `text` without this scheme.
  public String strip(String text) {
    return text.startsWith(prefix()) ? text.substring(prefix().length()) : text;
  }

  private String prefix() {
    return scheme() + "://";
  }
}
