package dev.nodens.netty;

import java.io.IOException;
import java.net.InetSocketAddress;

/// A way to receive and send datagrams; chosen once, at start. Not for event loops.
public interface DatagramTransport {
  /// A few words for the start-up text.
  String name();

  /// Listens at `address` on every event loop.
  ///
  /// @param address an IP address, or the wildcard of one family; port 0 lets the system choose
  /// @throws IOException if it cannot be bound; the message is the system's reason alone
  DatagramListener open(InetSocketAddress address, ServerSlot server) throws IOException;

  /// The way through Netty's channels, which exists everywhere.
  static DatagramTransport netty(NettyLoops loops) {
    return new DatagramTransport() {
      @Override
      public String name() {
        return "netty " + loops.mechanism();
      }

      @Override
      public DatagramListener open(InetSocketAddress address, ServerSlot server)
          throws IOException {
        return UdpListener.open(loops, address, server);
      }
    };
  }
}
