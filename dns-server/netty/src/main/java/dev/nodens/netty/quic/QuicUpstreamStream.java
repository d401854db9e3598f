package dev.nodens.netty.quic;

import dev.nodens.wire.Header;
import dev.nodens.wire.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.QuicStreamResetException;
import java.util.Arrays;

/// Awaits the one reply of a stream: two octets of length, a message, and the end of the stream
/// (RFC 9250 §4.2). One event loop.
final class QuicUpstreamStream extends ChannelInboundHandlerAdapter {
  private static final int PREFIX = 2;
  private static final int FIRST_CAPACITY = 512;

  private final QuicUpstream connection;
  private final int id;
  private byte[] octets = new byte[FIRST_CAPACITY];
  private int length;
  private boolean over;

  QuicUpstreamStream(QuicUpstream connection, int id) {
    this.connection = connection;
    this.id = id;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var part = (ByteBuf) message;
    int more = part.readableBytes();
    if (!over && length + more <= PREFIX + 0xffff) {
      if (length + more > octets.length) {
        octets = Arrays.copyOf(octets, Math.max(2 * octets.length, length + more));
      }
      part.readBytes(octets, length, more);
      length += more;
    } else if (!over) {
      protocolError("multiple responses on one query stream");
    }
    part.release();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent && !over) {
      whole();
    }
  }

  private void whole() {
    int wanted = length < PREFIX ? PREFIX : PREFIX + Octets.u16(octets, 0);
    if (length < wanted) {
      protocolError("message ended before " + (wanted - PREFIX) + " bytes");
    } else if (length > wanted) {
      protocolError("multiple responses on one query stream");
    } else if (length < PREFIX + Header.LENGTH) {
      protocolError("invalid DNS response of " + (length - PREFIX) + " bytes");
    } else if (Octets.u16(octets, PREFIX + Header.ID) != 0) {
      int given = Octets.u16(octets, PREFIX + Header.ID);
      protocolError("response message ID is " + given + ", want 0");
    } else {
      over = true;
      byte[] reply = Arrays.copyOfRange(octets, PREFIX, length);
      connection.received(id, reply, reply.length);
    }
  }

  private void protocolError(String reason) {
    over = true;
    connection.protocolError(reason);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!over) {
      over = true;
      connection.failed(
          id,
          cause instanceof QuicStreamResetException reset
              ? "stream reset by peer with error code " + reset.applicationProtocolCode()
              : String.valueOf(cause.getMessage()));
    }
    var _ = context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    // The end of a connection is told once, not for each of its streams.
    if (!over && context.channel().parent().isOpen()) {
      over = true;
      connection.failed(id, "stream closed before a response");
    }
  }
}
