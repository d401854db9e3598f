package dev.nodens.netty;

import dev.nodens.core.port.Loop;
import dev.nodens.netty.http.Http3Application;
import dev.nodens.netty.proxy.ProxiedPeers;
import dev.nodens.netty.proxy.ProxiedSocket;
import dev.nodens.netty.quic.DoqApplication;
import dev.nodens.netty.quic.QuicApplication;
import dev.nodens.netty.quic.QuicServer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// DNS over QUIC (RFC 9250) or over HTTP/3 at one address: a socket for each event loop.
public final class QuicListener implements DatagramListener {
  private final List<Channel> channels;
  private final QuicServer quic;

  private QuicListener(List<Channel> channels, QuicServer quic) {
    this.channels = channels;
    this.quic = quic;
  }

  /// What is spoken on the connections of a listener.
  public enum Protocol {
    /// RFC 9250.
    DNS,
    /// RFC 8484 over HTTP/3.
    HTTPS
  }

  /// Listens at `address` on every loop.
  ///
  /// @param address port 0 lets the system choose
  /// @param streams has the certificate
  /// @throws IOException if it cannot be bound, or QUIC cannot be had here
  public static QuicListener open(
      NettyLoops loops,
      InetSocketAddress address,
      ServerSlot server,
      ServedStreams streams,
      Protocol protocol)
      throws IOException {
    List<NettyLoop> listening = Listening.loops(loops, server).stream().distinct().toList();
    Map<EventLoop, Loop> byEventLoop = new HashMap<>();
    listening.forEach(loop -> byEventLoop.put(loop.eventLoop(), loop));
    QuicApplication application =
        protocol == Protocol.HTTPS
            ? new Http3Application()
            : new DoqApplication(loops.nettyLoops().size(), server.get().streams().queries());
    QuicServer quic = QuicServer.of(byEventLoop, server::get, streams::identity, application);
    var channels = new ArrayList<Channel>();
    var peers = new ProxiedPeers();
    try {
      InetSocketAddress bound = address;
      for (NettyLoop loop : listening) {
        Bootstrap bootstrap = UdpListener.bootstrap(loops.sockets(), loop, address.getAddress());
        bootstrap.handler(
            new ChannelInitializer<DatagramChannel>() {
              @Override
              protected void initChannel(DatagramChannel channel) {
                channel.pipeline().addLast(new ProxiedSocket(loop, server::get, peers), quic);
              }
            });
        Channel channel = Listening.bind(bootstrap, bound);
        channels.add(channel);
        bound = (InetSocketAddress) channel.localAddress();
      }
      return new QuicListener(List.copyOf(channels), quic);
    } catch (IOException e) {
      channels.forEach(Listening::close);
      throw e;
    }
  }

  @Override
  public InetSocketAddress address() {
    return (InetSocketAddress) channels.getFirst().localAddress();
  }

  /// The sockets go on: replies need the acknowledgements of their clients.
  @Override
  public void stopReading() {
    quic.stopReading();
  }

  @Override
  public void close() {
    quic.close();
    channels.forEach(Listening::close);
  }
}
