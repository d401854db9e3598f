package dev.nodens.plugin.loop;

import dev.nodens.core.server.ServedZone;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/// Where a server can be reached by itself.
final class OwnAddress {
  private static final String DNS = "dns://";

  private OwnAddress() {}

  /// The address of the first server of plain DNS: where it is bound, or the loopback address if it
  /// listens everywhere. Empty if there is none, or if the system chose its port.
  static Optional<InetSocketAddress> of(List<ServedZone> zones) {
    return zones.stream()
        .map(ServedZone::server)
        .filter(label -> label.startsWith(DNS))
        .findFirst()
        .map(label -> label.substring(DNS.length()))
        .map(OwnAddress::parse)
        .filter(address -> address.getPort() != 0);
  }

  private static InetSocketAddress parse(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    String host = hostAndPort.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    InetAddress address =
        host.isEmpty() ? InetAddress.ofLiteral("127.0.0.1") : InetAddress.ofLiteral(host);
    return new InetSocketAddress(address, Integer.parseInt(hostAndPort.substring(colon + 1)));
  }
}
