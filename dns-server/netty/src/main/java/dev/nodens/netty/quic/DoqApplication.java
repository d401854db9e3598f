package dev.nodens.netty.quic;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;

/// DNS over QUIC (RFC 9250): a bidirectional stream for each query.
public final class DoqApplication implements QuicApplication {
  /// RFC 9250 §4.1.1.
  static final String PROTOCOL = "doq";

  private final DoqTurns[] turns;

  /// @param loops number of event loops, which share `queries` evenly
  /// @param queries most queries at once; 0 for any number
  public DoqApplication(int loops, long queries) {
    long share = queries == 0 ? Long.MAX_VALUE : Math.ceilDiv(queries, loops);
    turns = new DoqTurns[loops];
    for (int i = 0; i < loops; i++) {
      turns[i] = new DoqTurns(share);
    }
  }

  @Override
  public String protocol() {
    return PROTOCOL;
  }

  @Override
  public QuicCodes codes() {
    return QuicCodes.DOQ;
  }

  @Override
  public long unidirectionalStreams() {
    return 0;
  }

  @Override
  public void furnish(QuicChannel channel, QuicConnection connection) {
    channel.pipeline().addLast(new Streams(connection, turns[connection.loop().index()]));
  }

  /// Gives each new stream what serves it.
  private static final class Streams extends ChannelInboundHandlerAdapter {
    private final QuicConnection connection;
    private final DoqTurns turns;

    Streams(QuicConnection connection, DoqTurns turns) {
      this.connection = connection;
      this.turns = turns;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      var stream = (QuicStreamChannel) message;
      stream.pipeline().addLast(new DoqStream(stream, connection, turns));
      // Netty registers the stream at the end of the pipeline.
      context.fireChannelRead(message);
    }
  }
}
