package dev.nodens.netty.proxy;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Which peer spoke last for a client, so that datagrams for the client find their way back. Shared
/// by the sockets of a listener: a reply may leave by another one than its query came by.
public final class ProxiedPeers {
  private final SequencedMap<InetSocketAddress, InetSocketAddress> peers =
      new LinkedHashMap<>(16, 0.75f, true);

  /// `peer` speaks for `client`; of more than `most` clients the one that was silent longest is
  /// forgotten.
  synchronized void speaksFor(InetSocketAddress client, InetSocketAddress peer, int most) {
    peers.put(client, peer);
    if (peers.size() > most) {
      peers.pollFirstEntry();
    }
  }

  /// Who speaks for `client`; null if it speaks for itself.
  synchronized @Nullable InetSocketAddress of(InetSocketAddress client) {
    return peers.get(client);
  }
}
