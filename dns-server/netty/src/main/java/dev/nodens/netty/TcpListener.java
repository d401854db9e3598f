package dev.nodens.netty;

import dev.nodens.core.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// DNS over TCP (RFC 7766) at one address: a listening socket for each event loop, each keeping the
/// connections that it accepts. Not to be called from event loops.
public final class TcpListener implements AutoCloseable {
  /// Most open connections per listener; more are closed as they come.
  static final int MOST_CONNECTIONS = 4096;

  private static final int BACKLOG = 1024;

  private final List<Channel> listeners;
  private final ChannelGroup connections;

  private TcpListener(List<Channel> listeners, ChannelGroup connections) {
    this.listeners = listeners;
    this.connections = connections;
  }

  /// Listens at `address` on every loop.
  ///
  /// @param address port 0 lets the system choose
  /// @param streams what each connection gets
  /// @throws IOException naming the address, if it cannot be bound
  public static TcpListener open(
      NettyLoops loops, InetSocketAddress address, ServerSlot server, StreamService streams)
      throws IOException {
    var listeners = new ArrayList<Channel>();
    var connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    try {
      InetSocketAddress bound = address;
      for (NettyLoop loop : Listening.loops(loops)) {
        ServerBootstrap bootstrap = bootstrap(loops.sockets(), loop, address);
        bootstrap.childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                if (connections.size() >= MOST_CONNECTIONS) {
                  var _ = channel.close();
                  return;
                }
                connections.add(channel);
                @Nullable SslHandler tls = streams.secure(channel);
                if (tls != null) {
                  channel.pipeline().addLast(tls);
                }
                Transport transport = tls == null ? Transport.TCP : Transport.TLS;
                channel
                    .pipeline()
                    .addLast(new TcpConnection(channel, loop, server, streams.limits(), transport));
              }
            });
        Channel listener = Listening.bind(bootstrap, bound);
        listeners.add(listener);
        bound = (InetSocketAddress) listener.localAddress();
      }
      return new TcpListener(List.copyOf(listeners), connections);
    } catch (IOException e) {
      listeners.forEach(Listening::close);
      throw e;
    }
  }

  private static ServerBootstrap bootstrap(
      Sockets sockets, NettyLoop loop, InetSocketAddress address) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop.eventLoop())
            .channelFactory(sockets.listeners(Sockets.family(address.getAddress())))
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    sockets.sharedPort().forEach(bootstrap::option);
    return bootstrap;
  }

  /// The address in use, with the real port if 0 was asked for.
  public InetSocketAddress address() {
    return (InetSocketAddress) listeners.getFirst().localAddress();
  }

  /// Accepts no further connection and reads no further query; replies to queries in flight are
  /// still sent.
  public void stopReading() {
    listeners.forEach(Listening::close);
    connections.forEach(
        channel -> channel.pipeline().fireUserEventTriggered(TcpConnection.Finish.NOW));
  }

  /// Closes all sockets and waits for it.
  @Override
  public void close() {
    listeners.forEach(Listening::close);
    connections.close().awaitUninterruptibly();
  }
}
