package dev.nodens.netty.quic;

import dev.nodens.core.config.StreamLimits;
import dev.nodens.core.port.Loop;
import dev.nodens.core.server.Server;
import dev.nodens.core.server.StreamTerms;
import dev.nodens.netty.api.ServerIdentity;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicCodecDispatcher;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes QUIC connections of the datagrams of one address, which come in at a socket of each event
/// loop. A connection stays on the loop that its first datagram came to, even if its client moves:
/// its identifiers name the loop.
public final class QuicServer extends QuicCodecDispatcher {
  private static final long MOST_OCTETS_OF_A_STREAM = 1 << 16;
  private static final long MOST_OCTETS = 1 << 18;
  private static final int SECRET = 32;

  private final Map<EventLoop, Loop> loops;
  private final Supplier<Server> server;
  private final QuicApplication application;
  private final QuicKeys keys;
  private final QuicGate gate;
  private final byte[] secret = new byte[SECRET];
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private volatile boolean stopping;

  private QuicServer(
      Map<EventLoop, Loop> loops,
      Supplier<Server> server,
      QuicApplication application,
      QuicKeys keys) {
    this.loops = loops;
    this.server = server;
    this.application = application;
    this.keys = keys;
    this.gate = new QuicGate(() -> server.get().streams().connections());
    new SecureRandom().nextBytes(secret);
  }

  /// A handler to be added to the socket of each loop.
  ///
  /// @param server asked for each query
  /// @param identity who the server is, asked for each connection
  /// @throws IOException if there is no certificate, or no native library of QUIC
  public static QuicServer of(
      Map<EventLoop, Loop> loops,
      Supplier<Server> server,
      Supplier<@Nullable ServerIdentity> identity,
      QuicApplication application)
      throws IOException {
    if (!Quic.isAvailable()) {
      throw new IOException(
          "QUIC needs Netty's native library, which is not here: " + Quic.unavailabilityCause(),
          Quic.unavailabilityCause());
    }
    return new QuicServer(
        Map.copyOf(loops), server, application, new QuicKeys(identity, application.protocol()));
  }

  @Override
  protected void initChannel(Channel channel, int idLength, QuicConnectionIdGenerator ids) {
    Loop loop = loops.get(channel.eventLoop());
    if (loop == null) {
      throw new IllegalStateException("a socket of another event loop");
    }
    StreamTerms terms = server.get().streams();
    StreamLimits limits = terms.limits();
    channel
        .pipeline()
        .addLast(
            new QuicServerCodecBuilder()
                .sslEngineProvider(connection -> keys.engine(connection.alloc()))
                // After our own, which says goodbye.
                .maxIdleTimeout(2 * limits.idle().toMillis(), TimeUnit.MILLISECONDS)
                .initialMaxData(MOST_OCTETS)
                .initialMaxStreamDataBidirectionalRemote(MOST_OCTETS_OF_A_STREAM)
                .initialMaxStreamDataUnidirectional(MOST_OCTETS_OF_A_STREAM)
                .initialMaxStreamsBidirectional(terms.streams())
                .initialMaxStreamsUnidirectional(application.unidirectionalStreams())
                .localConnectionIdLength(idLength)
                .connectionIdAddressGenerator(ids)
                .tokenHandler(new AddressTokens(secret, gate::isCrowded, loop::nanoTime))
                .handler(new Connections(loop))
                .build(),
            Quiet.INSTANCE);
  }

  /// Furnishes each new connection.
  private final class Connections extends ChannelInitializer<QuicChannel> {
    private final Loop loop;

    Connections(Loop loop) {
      this.loop = loop;
    }

    @Override
    protected void initChannel(QuicChannel channel) {
      connections.add(channel);
      var connection = new QuicConnection(channel, loop, server, gate, application.codes());
      channel.pipeline().addLast(connection);
      if (stopping) {
        connection.finish();
      }
      application.furnish(channel, connection);
      channel.pipeline().addLast(Quiet.INSTANCE);
    }
  }

  /// Reads no further query; replies to queries in flight are still sent.
  public void stopReading() {
    stopping = true;
    for (Channel channel : connections) {
      channel
          .eventLoop()
          .execute(() -> {
            @Nullable QuicConnection connection = channel.pipeline().get(QuicConnection.class);
            if (connection != null) {
              connection.finish();
            }
          });
    }
  }

  /// Closes all connections and waits for it. Not on event loops.
  public void close() {
    connections.close().awaitUninterruptibly();
  }
}
