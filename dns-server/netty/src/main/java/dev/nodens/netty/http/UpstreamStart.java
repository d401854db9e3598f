package dev.nodens.netty.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Stands at the front of a connection to an upstream that speaks HTTP/2 and gives way to what
/// does: at once without TLS, else when the handshake is over.
public final class UpstreamStart extends ChannelInboundHandlerAdapter {
  /// What is offered in the handshake (RFC 7301).
  public static final List<String> PROTOCOLS = List.of("h2");

  private final @Nullable SslHandler tls;
  private final UpstreamRequests requests;

  /// @param tls the handler before this one; null without TLS
  public UpstreamStart(@Nullable SslHandler tls, UpstreamRequests requests) {
    this.tls = tls;
    this.requests = requests;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    context.fireChannelActive();
    if (tls == null) {
      // What stands behind waits for the end of a handshake, with TLS or without.
      giveWay(context).fireUserEventTriggered(SslHandshakeCompletionEvent.SUCCESS);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (tls == null
        || !(event instanceof SslHandshakeCompletionEvent handshake)
        || !handshake.isSuccess()) {
      context.fireUserEventTriggered(event);
    } else if ("h2".equals(tls.engine().getApplicationProtocol())) {
      // What stands behind hears of it when requests can be made.
      ChannelHandlerContext rest = giveWay(context);
      rest.fireUserEventTriggered(event);
    } else {
      context.fireExceptionCaught(new IOException("the upstream does not speak HTTP/2"));
    }
  }

  private ChannelHandlerContext giveWay(ChannelHandlerContext context) {
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forClient()
            .initialSettings(Http2Settings.defaultSettings().pushEnabled(false))
            .encoderEnforceMaxConcurrentStreams(true)
            .gracefulShutdownTimeoutMillis(0)
            .build();
    var exchange = new UpstreamExchange(requests);
    context.pipeline().addAfter(context.name(), null, codec);
    context.pipeline().addAfter(context.pipeline().context(codec).name(), null, exchange);
    ChannelHandlerContext rest = context.pipeline().context(exchange);
    context.pipeline().remove(this);
    return rest;
  }
}
