package dev.nodens.netty;

import dev.nodens.core.Transport;
import dev.nodens.core.config.ProxyProtocol;
import dev.nodens.netty.http.Finish;
import dev.nodens.netty.http.HttpStart;
import dev.nodens.netty.proxy.ProxyStart;
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

/// DNS over TCP (RFC 7766), TLS, HTTPS or gRPC at one address: a listening socket for each event
/// loop, each keeping the connections that it accepts. Not to be called from event loops.
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

  /// What is spoken on the connections of a listener.
  public enum Protocol {
    /// DNS messages with their length (RFC 1035 §4.2.2), over TLS if there is some (RFC 7858).
    DNS,
    /// RFC 8484.
    HTTPS,
    /// CoreDNS's service.
    GRPC
  }

  /// Listens at `address` on every loop for DNS messages.
  ///
  /// @param address port 0 lets the system choose
  /// @param streams what each connection gets
  /// @throws IOException naming the address, if it cannot be bound
  public static TcpListener open(
      NettyLoops loops, InetSocketAddress address, ServerSlot server, StreamService streams)
      throws IOException {
    return open(loops, address, server, streams, Protocol.DNS);
  }

  /// Listens at `address` on every loop for `protocol`.
  ///
  /// @param address port 0 lets the system choose
  /// @param streams what each connection gets
  /// @throws IOException naming the address, if it cannot be bound
  public static TcpListener open(
      NettyLoops loops,
      InetSocketAddress address,
      ServerSlot server,
      StreamService streams,
      Protocol protocol)
      throws IOException {
    var listeners = new ArrayList<Channel>();
    var connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    try {
      InetSocketAddress bound = address;
      for (NettyLoop loop : Listening.loops(loops, server)) {
        ServerBootstrap bootstrap = bootstrap(loops.sockets(), loop, address);
        bootstrap.childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                if (connections.size() >= most(server, protocol)) {
                  var _ = channel.close();
                  return;
                }
                connections.add(channel);
                begin(channel, loop, server, streams, protocol);
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

  private static long most(ServerSlot server, Protocol protocol) {
    if (protocol == Protocol.DNS) {
      return MOST_CONNECTIONS;
    }
    long connections = server.get().streams().connections();
    return connections == 0 ? Long.MAX_VALUE : connections;
  }

  private static void begin(
      SocketChannel channel,
      NettyLoop loop,
      ServerSlot server,
      StreamService streams,
      Protocol protocol) {
    @Nullable ProxyProtocol proxy = server.get().proxy();
    if (proxy == null) {
      furnish(channel, loop, server, streams, protocol);
    } else {
      ProxyStart.begin(
          channel,
          proxy,
          streams.limits().read(),
          () -> furnish(channel, loop, server, streams, protocol));
    }
  }

  // No switch: the JVM would load a class for it at each start.
  private static void furnish(
      SocketChannel channel,
      NettyLoop loop,
      ServerSlot server,
      StreamService streams,
      Protocol protocol) {
    if (protocol == Protocol.HTTPS) {
      @Nullable SslHandler tls = streams.secure(channel, HttpStart.HTTPS_PROTOCOLS);
      HttpStart.https(channel, loop, server::get, tls);
      return;
    }
    if (protocol == Protocol.GRPC) {
      @Nullable SslHandler tls = streams.secure(channel, HttpStart.GRPC_PROTOCOLS);
      HttpStart.grpc(channel, loop, server::get, tls);
      return;
    }
    @Nullable SslHandler tls = streams.secure(channel, List.of());
    if (tls != null) {
      channel.pipeline().addLast(tls);
    }
    Transport transport = tls == null ? Transport.TCP : Transport.TLS;
    channel
        .pipeline()
        .addLast(new TcpConnection(channel, loop, server, streams.limits(), transport));
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
    connections.forEach(channel -> channel.pipeline().fireUserEventTriggered(Finish.NOW));
  }

  /// Closes all sockets and waits for it.
  @Override
  public void close() {
    listeners.forEach(Listening::close);
    connections.close().awaitUninterruptibly();
  }
}
