package dev.nodens.netty.quic;

import dev.nodens.core.port.ClientTls;
import dev.nodens.core.port.UpstreamConnection;
import dev.nodens.core.port.UpstreamListener;
import dev.nodens.core.port.UpstreamTarget;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Opens connections to upstreams that speak DNS over QUIC (RFC 9250), with the times of CoreDNS.
/// One event loop.
public final class QuicUpstreams {
  private static final int HANDSHAKE_MILLIS = 5_000;
  private static final long IDLE_SECONDS = 30;
  private static final long MOST_OCTETS = 1 << 20;
  private static final long MOST_OCTETS_OF_A_STREAM = 1 << 17;
  private static final byte[] ANY_4 = new byte[4];
  private static final byte[] ANY_6 = new byte[16];

  private final EventLoop eventLoop;
  private final Map<ClientTls, QuicSslContext> contexts = new WeakHashMap<>();
  private @Nullable QuicSslContext systemContext;

  /// @param eventLoop of the connections
  public QuicUpstreams(EventLoop eventLoop) {
    this.eventLoop = eventLoop;
  }

  /// Starts to open a connection to `target` over `socket`, which is new.
  public UpstreamConnection open(Channel socket, UpstreamTarget target, UpstreamListener listener) {
    var connection = new QuicUpstream(socket, eventLoop, listener);
    if (!Quic.isAvailable()) {
      connection.fail("QUIC needs Netty's native library, which is not here");
      return connection;
    }
    QuicSslContext context;
    try {
      context = context(target.tls());
    } catch (IllegalArgumentException | IllegalStateException e) {
      connection.fail("tls: " + e.getMessage());
      return connection;
    }
    InetSocketAddress address = target.address();
    String name = target.serverName().orElse(address.getAddress().getHostAddress());
    socket
        .pipeline()
        .addLast(
            new QuicClientCodecBuilder()
                .sslEngineProvider(
                    channel -> context.newEngine(channel.alloc(), name, address.getPort()))
                .maxIdleTimeout(IDLE_SECONDS, TimeUnit.SECONDS)
                .initialMaxData(MOST_OCTETS)
                .initialMaxStreamDataBidirectionalLocal(MOST_OCTETS_OF_A_STREAM)
                .initialMaxStreamsBidirectional(0)
                .initialMaxStreamsUnidirectional(0)
                .build(),
            Quiet.INSTANCE);
    eventLoop
        .register(socket)
        .addListener(
            (ChannelFutureListener)
                registered -> {
                  if (registered.isSuccess()) {
                    bind(socket, target, connection);
                  } else {
                    connection.fail(String.valueOf(registered.cause().getMessage()));
                  }
                });
    return connection;
  }

  private static void bind(Channel socket, UpstreamTarget target, QuicUpstream connection) {
    var source = new InetSocketAddress(target.source().orElseGet(() -> any(target)), 0);
    socket
        .bind(source)
        .addListener((ChannelFutureListener) bound -> connect(bound, target.address(), connection));
  }

  private static InetAddress any(UpstreamTarget target) {
    byte[] any = target.address().getAddress() instanceof Inet4Address ? ANY_4 : ANY_6;
    try {
      return InetAddress.getByAddress(any);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void connect(
      ChannelFuture bound, InetSocketAddress address, QuicUpstream connection) {
    if (!bound.isSuccess()) {
      connection.fail(String.valueOf(bound.cause().getMessage()));
      return;
    }
    QuicChannel.newBootstrap(bound.channel())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, HANDSHAKE_MILLIS)
        .handler(connection)
        .remoteAddress(address)
        .connect()
        .addListener(connection);
  }

  private QuicSslContext context(Optional<ClientTls> tls) {
    if (tls.isPresent()) {
      return contexts.computeIfAbsent(tls.get(), QuicUpstreams::make);
    }
    QuicSslContext known = systemContext;
    if (known == null) {
      known = builder().build();
      systemContext = known;
    }
    return known;
  }

  private static QuicSslContext make(ClientTls tls) {
    QuicSslContextBuilder builder = builder();
    if (!tls.keys().isEmpty()) {
      builder.keyManager(tls.keys().getFirst(), null);
    }
    if (!tls.authorities().isEmpty()) {
      builder.trustManager(tls.authorities().getFirst());
    }
    return builder.build();
  }

  /// The certificate must name the server (RFC 8310 §8.1).
  private static QuicSslContextBuilder builder() {
    return QuicSslContextBuilder.forClient()
        .applicationProtocols(DoqApplication.PROTOCOL)
        .endpointIdentificationAlgorithm("HTTPS")
        .earlyData(false);
  }
}
