package dev.nodens.netty;

import dev.nodens.core.port.ClientTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamResetException;
import io.netty.handler.codec.quic.QuicStreamType;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// A client of QUIC that does as it is told, right or wrong.
final class QuicClient implements AutoCloseable {
  private final EventLoopGroup group;
  private final QuicChannel connection;
  private final CompletableFuture<String> end;

  /// What decrypts the connection, in lines of NSS's key log format.
  final Queue<String> secrets;

  private QuicClient(
      EventLoopGroup group,
      QuicChannel connection,
      CompletableFuture<String> end,
      Queue<String> secrets) {
    this.group = group;
    this.connection = connection;
    this.end = end;
    this.secrets = secrets;
  }

  /// Connects and shakes hands.
  ///
  /// @param protocol what it wants to speak
  /// @param handler of the connection
  static QuicClient connect(InetSocketAddress server, String protocol, ChannelHandler... handler)
      throws Exception {
    ClientTls tls = HttpFixture.client();
    var secrets = new ConcurrentLinkedQueue<String>();
    QuicSslContext context =
        QuicSslContextBuilder.forClient()
            .trustManager(tls.authorities().getFirst())
            .applicationProtocols(protocol)
            .keylog((engine, line) -> secrets.add(line))
            .build();
    var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Channel socket =
        new Bootstrap()
            .group(group)
            .channel(NioDatagramChannel.class)
            .handler(
                new QuicClientCodecBuilder()
                    .sslEngineProvider(
                        channel -> context.newEngine(channel.alloc(), "127.0.0.1", 853))
                    .maxIdleTimeout(10, TimeUnit.SECONDS)
                    .initialMaxData(10_000_000)
                    .initialMaxStreamDataBidirectionalLocal(1_000_000)
                    .initialMaxStreamDataUnidirectional(10_000)
                    .initialMaxStreamsUnidirectional(10)
                    .build())
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    var end = new CompletableFuture<String>();
    try {
      QuicChannel connection =
          QuicChannel.newBootstrap(socket)
              .handler(new Watcher(end, handler))
              .remoteAddress(server)
              .connect()
              .get(10, TimeUnit.SECONDS);
      return new QuicClient(group, connection, end, secrets);
    } catch (ExecutionException e) {
      socket.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw e;
    }
  }

  /// Notes how the connection ends.
  private static final class Watcher extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<String> end;
    private final ChannelHandler[] others;

    Watcher(CompletableFuture<String> end, ChannelHandler... others) {
      this.end = end;
      this.others = others;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      context.pipeline().addLast(others);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof QuicConnectionCloseEvent close) {
        end.complete((close.isApplicationClose() ? "application " : "transport ") + close.error());
      }
      context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      end.complete("no word");
      context.fireChannelInactive();
    }
  }

  QuicChannel connection() {
    return connection;
  }

  /// How the server ended the connection: `application CODE` or `transport CODE`.
  String end() throws Exception {
    return end.get(10, TimeUnit.SECONDS);
  }

  /// A stream of the client.
  static final class Stream extends ChannelInboundHandlerAdapter {
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final CompletableFuture<String> outcome = new CompletableFuture<>();
    private final CompletableFuture<QuicStreamChannel> channel = new CompletableFuture<>();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      var part = (ByteBuf) message;
      byte[] copy = new byte[part.readableBytes()];
      part.readBytes(copy);
      octets.writeBytes(copy);
      part.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        outcome.complete("end");
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      outcome.complete(
          cause instanceof QuicStreamResetException reset
              ? "reset " + reset.applicationProtocolCode()
              : cause.toString());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      outcome.complete("closed");
    }

    /// How it ended: `end`, `reset CODE` or `closed`.
    String outcome() throws Exception {
      return outcome.get(10, TimeUnit.SECONDS);
    }

    /// What came before the end.
    byte[] octets() throws Exception {
      outcome();
      return octets.toByteArray();
    }

    /// Sends more.
    ///
    /// @param fin whether that is the end
    void send(byte[] more, boolean fin) throws Exception {
      QuicStreamChannel to = channel.get(10, TimeUnit.SECONDS);
      var _ = to.writeAndFlush(new DefaultQuicStreamFrame(Unpooled.wrappedBuffer(more), fin));
    }

    /// Takes the query back.
    void reset(int code) throws Exception {
      channel.get(10, TimeUnit.SECONDS).shutdownOutput(code).sync();
    }
  }

  /// Opens a stream and sends `octets`.
  Stream send(byte[] octets, boolean fin) throws Exception {
    var stream = new Stream();
    stream.channel.complete(
        connection.createStream(QuicStreamType.BIDIRECTIONAL, stream).get(10, TimeUnit.SECONDS));
    stream.send(octets, fin);
    return stream;
  }

  @Override
  public void close() {
    connection.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
    connection.parent().close().awaitUninterruptibly(5, TimeUnit.SECONDS);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
