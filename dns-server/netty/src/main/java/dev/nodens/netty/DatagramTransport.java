package dev.nodens.netty;

import java.io.IOException;
import java.net.InetSocketAddress;

/// A way to receive and send datagrams; chosen once, at start. Not for event loops.
public interface DatagramTransport {
  /// A few words for the start-up text.
  String name();

  /// Listens at `address`: on every event loop, unless the server wants another number of sockets.
  ///
  /// @param address an IP address, or the wildcard of one family; port 0 lets the system choose
  /// @throws IOException if it cannot be bound; the message is the system's reason alone
  DatagramListener open(InetSocketAddress address, ServerSlot server) throws IOException;

  /// The fastest way that works here: `mmsg` on epoll loops, else Netty's channels.
  ///
  /// @param wanted `mmsg`, `netty`, or empty for the fastest
  /// @throws IOException if `wanted` is unknown or cannot work here
  static DatagramTransport choose(NettyLoops loops, String wanted) throws IOException {
    boolean possible = loops.mechanism().equals("epoll");
    return switch (wanted) {
      case "" -> possible ? new MmsgTransport(loops) : netty(loops);
      case "netty" -> netty(loops);
      case "mmsg" -> {
        if (!possible) {
          throw new IOException("mmsg needs epoll, but the loops run on " + loops.mechanism());
        }
        yield new MmsgTransport(loops);
      }
      default -> throw new IOException("'" + wanted + "' is no UDP transport; use mmsg or netty");
    };
  }

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
