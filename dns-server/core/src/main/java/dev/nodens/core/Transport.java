package dev.nodens.core;

/// How a query reached the server.
public enum Transport {
  UDP("udp", false),
  TCP("tcp", true),
  TLS("tcp", true),
  HTTPS("tcp", true),
  GRPC("tcp", true),
  QUIC("udp", true),
  HTTPS3("udp", true),
  /// A query that the server asks itself, see [Exchange#ask].
  INTERNAL("udp", true);

  private final String protocol;
  private final boolean stream;

  Transport(String protocol, boolean stream) {
    this.protocol = protocol;
    this.stream = stream;
  }

  /// `udp` or `tcp`, as metrics and logs name it.
  public String protocol() {
    return protocol;
  }

  /// Whether a reply may have up to 65,535 octets whatever the client advertised.
  public boolean isStream() {
    return stream;
  }
}
