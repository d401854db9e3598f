package dev.nodens.netty.http;

import dev.nodens.core.config.StreamLimits;
import dev.nodens.core.port.Loop;
import dev.nodens.core.server.Server;
import dev.nodens.core.server.StreamTerms;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerExpectContinueHandler;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Furnishes a connection that was just accepted: TLS if there is some, then the version of HTTP
/// that client and server agree on (RFC 7301), then what answers.
public final class HttpStart {
  /// For `https://` listeners.
  public static final List<String> HTTPS_PROTOCOLS = List.of("h2", "http/1.1");

  /// For `grpc://` listeners.
  public static final List<String> GRPC_PROTOCOLS = List.of("h2");

  /// Room for a query in a request line (RFC 8484 §4.1): base64 of 64 KiB.
  private static final int MOST_LINE = 100_000;

  private static final int CHUNK = 8192;

  private final SocketChannel channel;
  private final Loop loop;
  private final Supplier<Server> server;
  private final Dialect dialect;

  private HttpStart(SocketChannel channel, Loop loop, Supplier<Server> server, Dialect dialect) {
    this.channel = channel;
    this.loop = loop;
    this.server = server;
    this.dialect = dialect;
  }

  /// DNS over HTTPS; HTTP/1.1 without TLS.
  public static void https(
      SocketChannel channel, Loop loop, Supplier<Server> server, @Nullable SslHandler tls) {
    var start = new HttpStart(channel, loop, server, new DohDialect());
    if (tls == null) {
      start.addHttp1();
    } else {
      start.addTls(tls);
    }
  }

  /// DNS over gRPC; HTTP/2 with or without TLS.
  public static void grpc(
      SocketChannel channel, Loop loop, Supplier<Server> server, @Nullable SslHandler tls) {
    var start = new HttpStart(channel, loop, server, new GrpcDialect());
    if (tls == null) {
      start.addHttp2();
    } else {
      start.addTls(tls);
    }
  }

  private void addTls(SslHandler tls) {
    StreamLimits limits = server.get().streams().limits();
    tls.setHandshakeTimeoutMillis(limits.read().toMillis());
    channel.pipeline().addLast(tls, new Handshake(tls));
  }

  private void addHttp1() {
    var config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MOST_LINE)
            .setMaxHeaderSize(MOST_LINE)
            .setMaxChunkSize(CHUNK);
    channel
        .pipeline()
        .addLast(
            new HttpServerCodec(config),
            new HttpServerExpectContinueHandler(),
            new Http1Connection(channel, loop, server, dialect));
  }

  private void addHttp2() {
    StreamTerms terms = server.get().streams();
    var settings = Http2Settings.defaultSettings().maxHeaderListSize(MOST_LINE);
    if (terms.streams() > 0) {
      settings.maxConcurrentStreams(terms.streams());
    }
    long mostInFlight = terms.streams() > 0 ? 2 * terms.streams() : Long.MAX_VALUE;
    channel
        .pipeline()
        .addLast(
            Http2FrameCodecBuilder.forServer()
                .initialSettings(settings)
                // By then everything is answered, or the client is too slow.
                .gracefulShutdownTimeoutMillis(0)
                .build(),
            new Http2Connection(channel, loop, server, dialect, mostInFlight));
  }

  /// Waits until client and server agree.
  private final class Handshake extends ChannelInboundHandlerAdapter {
    private final SslHandler tls;

    Handshake(SslHandler tls) {
      this.tls = tls;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
        context.fireUserEventTriggered(event);
      } else if (handshake.isSuccess()) {
        ChannelPipeline pipeline = context.pipeline();
        boolean http2 = "h2".equals(tls.engine().getApplicationProtocol());
        if (http2 || dialect instanceof GrpcDialect) {
          addHttp2();
        } else {
          addHttp1();
        }
        pipeline.remove(this);
      } else {
        var _ = context.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }
  }
}
