package dev.nodens.netty;

import dev.nodens.core.port.UpstreamConnection;
import dev.nodens.core.port.UpstreamConnector;
import dev.nodens.core.port.UpstreamListener;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.netty.http.UpstreamRequests;
import dev.nodens.netty.http.UpstreamStart;
import dev.nodens.netty.mmsg.MmsgUpstreams;
import dev.nodens.netty.quic.QuicUpstreams;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// Opens connections to upstreams on one event loop.
final class NettyUpstreams implements UpstreamConnector {
  private static final int RECEIVE_BUFFER = 1 << 20;

  private final EventLoop eventLoop;
  private final Sockets sockets;
  private final byte[] scratch = new byte[65535];
  private final UpstreamTls tls = new UpstreamTls();
  private @Nullable QuicUpstreams quic;
  private @Nullable MmsgUpstreams mmsg;
  private volatile boolean batched;

  NettyUpstreams(EventLoop eventLoop, Sockets sockets) {
    this.eventLoop = eventLoop;
    this.sockets = sockets;
  }

  /// Sends and receives datagrams in batches from now on, on epoll loops. Any thread.
  void inBatches() {
    batched = true;
  }

  @Override
  public UpstreamConnection open(UpstreamTarget target, UpstreamListener listener) {
    if (target.transport() == UpstreamTarget.Transport.QUIC) {
      return openQuic(target, listener);
    }
    if (target.transport() != UpstreamTarget.Transport.UDP) {
      return openStream(target, listener);
    }
    return batched ? batches().open(target, listener) : openDatagram(target, listener);
  }

  private MmsgUpstreams batches() {
    MmsgUpstreams known = mmsg;
    if (known == null) {
      known = new MmsgUpstreams((IoEventLoop) eventLoop);
      mmsg = known;
    }
    return known;
  }

  private UpstreamConnection openQuic(UpstreamTarget target, UpstreamListener listener) {
    QuicUpstreams known = quic;
    if (known == null) {
      known = new QuicUpstreams(eventLoop);
      quic = known;
    }
    Channel channel = sockets.datagrams(Sockets.family(target.address().getAddress())).newChannel();
    sockets.batchedReads().forEach((option, value) -> set(channel, option, value));
    return known.open(channel, target, listener);
  }

  /// A new socket for each connection, so that the system picks a new random source port (RFC 5452
  /// §9.2); connected, so that only the upstream's datagrams arrive.
  private UpstreamConnection openDatagram(UpstreamTarget target, UpstreamListener listener) {
    Channel channel = sockets.datagrams(Sockets.family(target.address().getAddress())).newChannel();
    channel.config().setOption(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER);
    sockets.batchedReads().forEach((option, value) -> set(channel, option, value));
    var connection = new UpstreamDatagrams(channel, eventLoop, listener, scratch);
    channel.pipeline().addLast(connection);
    connect(channel, target, connection);
    return connection;
  }

  @SuppressWarnings("unchecked")
  private static void set(Channel channel, ChannelOption<?> option, Object value) {
    channel.config().setOption((ChannelOption<Object>) option, value);
  }

  private UpstreamConnection openStream(UpstreamTarget target, UpstreamListener listener) {
    boolean local = target.socket().isPresent();
    Channel channel = local ? sockets.localStream() : sockets.stream();
    if (!local) {
      channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    }
    boolean encrypted = target.transport().isEncrypted();
    boolean handshake = encrypted || target.transport().isHttp();
    var connection = new UpstreamStream(channel, eventLoop, listener, scratch, handshake);
    try {
      @Nullable SslHandler secure = encrypted ? new SslHandler(tls.engine(target)) : null;
      if (secure != null) {
        channel.pipeline().addLast(secure);
      }
      if (target.transport().isHttp()) {
        channel.pipeline().addLast(new UpstreamStart(secure, requests(target)));
      }
    } catch (IllegalStateException e) {
      connection.fail(String.valueOf(e.getMessage()));
      return connection;
    }
    channel.pipeline().addLast(connection);
    connect(channel, target, connection);
    return connection;
  }

  private static UpstreamRequests requests(UpstreamTarget target) {
    UpstreamRequests.Kind kind =
        switch (target.transport()) {
          case HTTPS_GET -> UpstreamRequests.Kind.GET;
          case GRPC, GRPC_TLS -> UpstreamRequests.Kind.GRPC;
          case HTTPS, UDP, TCP, TLS, QUIC -> UpstreamRequests.Kind.POST;
        };
    String authority =
        target.serverName().orElseGet(() -> NetUtil.toSocketAddressString(target.address()));
    return new UpstreamRequests(kind, target.transport().isEncrypted(), authority);
  }

  private void connect(Channel channel, UpstreamTarget target, UpstreamLink link) {
    eventLoop
        .register(channel)
        .addListener(
            (ChannelFutureListener)
                registered -> {
                  if (!registered.isSuccess()) {
                    link.fail(Listening.reason(registered.cause()));
                    return;
                  }
                  SocketAddress remote =
                      target.socket().isPresent()
                          ? sockets.localAddress(target.socket().get())
                          : target.address();
                  @Nullable InetSocketAddress source =
                      target
                          .source()
                          .map(address -> new InetSocketAddress(address, 0))
                          .orElse(null);
                  channel.connect(remote, source).addListener(link);
                });
  }
}
