package dev.nodens.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.Map;

/// What an event-loop mechanism of the operating system offers: which channels exist on it and
/// which of their options share a port between loops.
interface Sockets {
  /// `epoll` or `nio`, for the start-up text.
  String name();

  /// Makes the selectors of event loops.
  IoHandlerFactory ioHandlers();

  /// Unbound UDP sockets of one family.
  ChannelFactory<? extends DatagramChannel> datagrams(SocketProtocolFamily family);

  /// Unbound TCP listeners of one family.
  ChannelFactory<? extends ServerChannel> listeners(SocketProtocolFamily family);

  /// An unconnected TCP socket.
  SocketChannel stream();

  /// An unconnected stream socket of the Unix domain.
  Channel localStream();

  /// Where [#localStream] connects to.
  SocketAddress localAddress(Path socket);

  /// Lets several sockets of the process bind the same port, the kernel spreading the load. Empty
  /// if the system has no such thing; then one loop listens.
  Map<ChannelOption<Boolean>, Boolean> sharedPort();

  /// Options of sockets that receive many datagrams in one system call; empty if unknown here.
  Map<ChannelOption<?>, Object> batchedReads();

  /// Options of a wildcard socket that make it tell which address a datagram was sent to.
  Map<ChannelOption<?>, Object> destinationAddress();

  /// epoll, or NIO where that is missing.
  static Sockets best() {
    return Epoll.isAvailable() ? new EpollSockets() : new NioSockets();
  }

  /// The family of `address`.
  static SocketProtocolFamily family(InetAddress address) {
    return address instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
  }
}
