package dev.nodens.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;
import java.util.Map;

/// The JDK's own selectors, for systems without epoll.
final class NioSockets implements Sockets {
  private static final int MOST_READS_PER_WAKEUP = 16;

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public IoHandlerFactory ioHandlers() {
    return NioIoHandler.newFactory();
  }

  @Override
  public ChannelFactory<? extends DatagramChannel> datagrams(SocketProtocolFamily family) {
    return () -> new NioDatagramChannel(family);
  }

  @Override
  public ChannelFactory<? extends ServerChannel> listeners(SocketProtocolFamily family) {
    return () -> new NioServerSocketChannel(SelectorProvider.provider(), family);
  }

  @Override
  public SocketChannel stream() {
    return new NioSocketChannel();
  }

  @Override
  public Channel localStream() {
    return new NioDomainSocketChannel();
  }

  @Override
  public SocketAddress localAddress(Path socket) {
    return UnixDomainSocketAddress.of(socket);
  }

  @Override
  public Map<ChannelOption<Boolean>, Boolean> sharedPort() {
    try (var probe = java.nio.channels.DatagramChannel.open()) {
      if (probe.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
        return Map.of(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
      }
    } catch (IOException e) {
      throw new IllegalStateException("no UDP socket can be opened", e);
    }
    return Map.of();
  }

  @Override
  public Map<ChannelOption<?>, Object> batchedReads() {
    return Map.of(
        ChannelOption.RECVBUF_ALLOCATOR,
        new FixedRecvByteBufAllocator(UdpListener.MOST_OCTETS)
            .maxMessagesPerRead(MOST_READS_PER_WAKEUP));
  }

  @Override
  public Map<ChannelOption<?>, Object> destinationAddress() {
    return Map.of();
  }
}
