package dev.nodens.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// UDP on Netty's datagram channels: as many sockets as the server wants, all on the same port.
public final class UdpListener implements DatagramListener {
  /// Longest request that is read whole; CoreDNS stops at 512.
  static final int MOST_OCTETS = 4096;

  private static final int RECEIVE_BUFFER = 4 << 20;
  private static final WriteBufferWaterMark PENDING_REPLIES =
      new WriteBufferWaterMark(1 << 20, 2 << 20);

  private final List<Channel> channels;

  private UdpListener(List<Channel> channels) {
    this.channels = channels;
  }

  /// Listens at `address` on every loop.
  ///
  /// @param address port 0 lets the system choose
  /// @throws IOException naming the address, if it cannot be bound
  public static UdpListener open(NettyLoops loops, InetSocketAddress address, ServerSlot server)
      throws IOException {
    var channels = new ArrayList<Channel>();
    try {
      InetSocketAddress bound = address;
      for (NettyLoop loop : Listening.loops(loops, server)) {
        Bootstrap bootstrap = bootstrap(loops.sockets(), loop, address.getAddress());
        bootstrap.handler(
            new ChannelInitializer<DatagramChannel>() {
              @Override
              protected void initChannel(DatagramChannel channel) {
                channel.pipeline().addLast(new UdpSocket(channel, loop, server));
              }
            });
        Channel channel = Listening.bind(bootstrap, bound);
        channels.add(channel);
        bound = (InetSocketAddress) channel.localAddress();
      }
      return new UdpListener(List.copyOf(channels));
    } catch (IOException e) {
      channels.forEach(Listening::close);
      throw e;
    }
  }

  /// A socket of `loop` that shares its port with those of other loops, without a handler.
  static Bootstrap bootstrap(Sockets sockets, NettyLoop loop, InetAddress address) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop.eventLoop())
            .channelFactory(sockets.datagrams(Sockets.family(address)))
            .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, PENDING_REPLIES);
    sockets.sharedPort().forEach(bootstrap::option);
    setAll(bootstrap, sockets.batchedReads());
    if (address.isAnyLocalAddress()) {
      setAll(bootstrap, sockets.destinationAddress());
    }
    return bootstrap;
  }

  @SuppressWarnings("unchecked")
  private static void setAll(Bootstrap bootstrap, Map<ChannelOption<?>, Object> options) {
    options.forEach((option, value) -> bootstrap.option((ChannelOption<Object>) option, value));
  }

  @Override
  public InetSocketAddress address() {
    return (InetSocketAddress) channels.getFirst().localAddress();
  }

  @Override
  public void stopReading() {
    channels.forEach(channel -> channel.config().setAutoRead(false));
  }

  @Override
  public void close() {
    channels.forEach(Listening::close);
  }
}
