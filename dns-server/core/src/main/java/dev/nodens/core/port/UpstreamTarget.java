package dev.nodens.core.port;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/// Where and how to reach an upstream.
///
/// @param address resolved; for [#socket] one that leads nowhere
/// @param transport how messages travel
/// @param serverName name to verify and to send as SNI with TLS
/// @param tls authorities and client certificate to use with TLS, or the system's
/// @param source local address to bind, or the system's choice
/// @param socket a Unix domain socket to connect to instead of the address
public record UpstreamTarget(
    InetSocketAddress address,
    Transport transport,
    Optional<String> serverName,
    Optional<ClientTls> tls,
    Optional<InetAddress> source,
    Optional<Path> socket) {
  private static final String LOCAL_NAME = "localhost";

  /// An upstream with an address.
  public UpstreamTarget(
      InetSocketAddress address,
      Transport transport,
      Optional<String> serverName,
      Optional<ClientTls> tls,
      Optional<InetAddress> source) {
    this(address, transport, serverName, tls, source, Optional.empty());
  }

  /// An upstream on this machine, `localhost` by name unless it has another one.
  public static UpstreamTarget local(
      Path socket, Transport transport, Optional<String> serverName, Optional<ClientTls> tls) {
    return new UpstreamTarget(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        transport,
        Optional.of(serverName.orElse(LOCAL_NAME)),
        tls,
        Optional.empty(),
        Optional.of(socket));
  }

  /// How messages travel to an upstream.
  public enum Transport {
    UDP(false, false),
    TCP(false, false),
    TLS(true, false),
    /// RFC 8484 with the method POST.
    HTTPS(true, true),
    /// RFC 8484 with the method GET.
    HTTPS_GET(true, true),
    /// CoreDNS's service, without TLS.
    GRPC(false, true),
    GRPC_TLS(true, true),
    /// RFC 9250.
    QUIC(true, false);

    private final boolean encrypted;
    private final boolean http;

    Transport(boolean encrypted, boolean http) {
      this.encrypted = encrypted;
      this.http = http;
    }

    /// Whether there is TLS.
    public boolean isEncrypted() {
      return encrypted;
    }

    /// Whether queries are requests of HTTP/2.
    public boolean isHttp() {
      return http;
    }

    /// Whether a connection has a stream for each query, so that one is enough.
    public boolean hasStreams() {
      return http || this == QUIC;
    }
  }
}
