package dev.nodens.core.port;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// Where and how to reach an upstream.
///
/// @param address resolved
/// @param transport how messages travel
/// @param serverName name to verify and to send as SNI with TLS
/// @param tls authorities and client certificate to use with TLS, or the system's
/// @param source local address to bind, or the system's choice
public record UpstreamTarget(
    InetSocketAddress address,
    Transport transport,
    Optional<String> serverName,
    Optional<SSLContext> tls,
    Optional<InetAddress> source) {

  /// How messages travel to an upstream.
  public enum Transport {
    UDP,
    TCP,
    TLS
  }
}
