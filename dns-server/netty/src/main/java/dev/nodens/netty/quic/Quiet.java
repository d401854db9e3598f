package dev.nodens.netty.quic;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicStreamChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stands last where a client's mistakes would else be logged as if they were ours: at sockets,
/// connections and streams.
@ChannelHandler.Sharable
final class Quiet extends ChannelInboundHandlerAdapter {
  static final Quiet INSTANCE = new Quiet();

  private static final Logger LOG = LoggerFactory.getLogger(Quiet.class);

  private Quiet() {}

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof QuicStreamChannel stream) {
      stream.pipeline().addLast(this);
    }
    context.fireChannelRead(message);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("QUIC {}: {}", context.channel(), cause.toString());
  }
}
