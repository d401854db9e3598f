package dev.nodens.netty;

import java.net.InetSocketAddress;

/// Receives the datagrams of one address on event loops and answers them.
///
/// The seam at which the mechanism can be replaced: [UdpListener] does it with Netty's channels.
/// Not to be called from event loops.
public interface DatagramListener extends AutoCloseable {
  /// The address in use, with the real port if 0 was asked for.
  InetSocketAddress address();

  /// Reads no further query; replies to queries in flight are still sent.
  void stopReading();

  /// Closes the sockets and waits for it.
  @Override
  void close();
}
