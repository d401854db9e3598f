package dev.nodens.netty;

import dev.nodens.netty.mmsg.ReceiveWait;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.UnixChannelOption;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.Map;

/// Linux: epoll, recvmmsg and sendmmsg through Netty's native library.
final class EpollSockets implements Sockets {
  private static final int BATCH = 32;

  @Override
  public String name() {
    return "epoll";
  }

  @Override
  public IoHandlerFactory ioHandlers() {
    return ReceiveWait.over(EpollIoHandler.newFactory());
  }

  @Override
  public ChannelFactory<? extends DatagramChannel> datagrams(SocketProtocolFamily family) {
    return () -> new EpollDatagramChannel(family);
  }

  @Override
  public ChannelFactory<? extends ServerChannel> listeners(SocketProtocolFamily family) {
    return () -> new EpollServerSocketChannel(family);
  }

  @Override
  public SocketChannel stream() {
    return new EpollSocketChannel();
  }

  @Override
  public Channel localStream() {
    return new EpollDomainSocketChannel();
  }

  @Override
  public SocketAddress localAddress(Path socket) {
    return new DomainSocketAddress(socket.toString());
  }

  @Override
  public Map<ChannelOption<Boolean>, Boolean> sharedPort() {
    return Map.of(UnixChannelOption.SO_REUSEPORT, true);
  }

  @Override
  public Map<ChannelOption<?>, Object> batchedReads() {
    return Map.of(
        EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE,
        UdpListener.MOST_OCTETS,
        ChannelOption.RECVBUF_ALLOCATOR,
        new FixedRecvByteBufAllocator(BATCH * UdpListener.MOST_OCTETS).maxMessagesPerRead(1));
  }

  @Override
  public Map<ChannelOption<?>, Object> destinationAddress() {
    return Map.of(EpollChannelOption.IP_RECVORIGDSTADDR, true);
  }
}
