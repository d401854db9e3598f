package dev.nodens.netty.quic;

import dev.nodens.core.Exchange;
import dev.nodens.core.ReplySink;
import dev.nodens.core.Transport;
import dev.nodens.wire.Header;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Rcode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.util.Arrays;

/// A query and its reply (RFC 9250 §4.2): two octets of length and a message each way. One event
/// loop.
final class DoqStream extends ChannelInboundHandlerAdapter implements ReplySink, QuicRequest {
  private static final int PREFIX = 2;
  private static final int FIRST_CAPACITY = 128;
  private static final int DOQ_PROTOCOL_ERROR = QuicCodes.DOQ_PROTOCOL_ERROR;

  /// Where a stream is.
  private enum State {
    READING,
    ASKED,
    /// The reply may still be on its way; Netty closes the stream when both ends are said.
    ANSWERED,
    /// Nothing is read or answered any more.
    OVER
  }

  private final QuicStreamChannel stream;
  private final QuicConnection connection;
  private final DoqTurns turns;
  private final long began;
  private byte[] octets = new byte[FIRST_CAPACITY];
  private int length;
  private int held;
  private State state = State.READING;

  DoqStream(QuicStreamChannel stream, QuicConnection connection, DoqTurns turns) {
    this.stream = stream;
    this.connection = connection;
    this.turns = turns;
    this.began = connection.loop().nanoTime();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (!connection.begin(this)) {
      state = State.OVER;
      reset(QuicCodes.DOQ.noError());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var part = (ByteBuf) message;
    try {
      if (state == State.READING) {
        add(part);
      } else if (state == State.ASKED && part.isReadable()) {
        protocolError();
      }
    } finally {
      part.release();
    }
  }

  private void add(ByteBuf part) {
    while (part.isReadable() && state == State.READING) {
      int wanted = length < PREFIX ? PREFIX : PREFIX + Octets.u16(octets, 0);
      int more = Math.min(part.readableBytes(), wanted - length);
      if (!connection.hold(more)) {
        state = State.OVER;
        return;
      }
      held += more;
      if (length + more > octets.length) {
        octets =
            Arrays.copyOf(octets, Math.min(wanted, Math.max(2 * octets.length, length + more)));
      }
      part.readBytes(octets, length, more);
      length += more;
      if (length >= PREFIX && length == PREFIX + Octets.u16(octets, 0)) {
        whole(part.isReadable());
      }
    }
  }

  /// @param more whether octets follow: a second query is one too many (RFC 9250 §4.3.3)
  private void whole(boolean more) {
    connection.done(this, held);
    if (more || !DoqMessage.isQuery(octets, PREFIX, length - PREFIX)) {
      protocolError();
      return;
    }
    state = State.ASKED;
    turns.take(this::ask);
  }

  private void ask() {
    if (stream.isActive()) {
      connection.ask(this, Transport.QUIC, octets, PREFIX, length - PREFIX);
    } else {
      turns.giveBack();
    }
    octets = new byte[0];
  }

  /// The client's end of the stream: nothing more will come.
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof ChannelInputShutdownEvent)) {
      return;
    }
    if (state == State.READING) {
      protocolError();
    } else if (state == State.OVER) {
      var _ = stream.close();
    }
  }

  /// The client took the query back (RFC 9250 §4.3.1), or the stream broke.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (state == State.READING || state == State.ASKED) {
      connection.done(this, held);
      reset(QuicCodes.DOQ.internalError());
      connection.cancelled();
    }
    state = State.OVER;
    var _ = stream.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    connection.done(this, held);
    state = State.OVER;
  }

  private void protocolError() {
    connection.done(this, held);
    state = State.OVER;
    count(DOQ_PROTOCOL_ERROR);
    connection.abort(DOQ_PROTOCOL_ERROR);
  }

  @Override
  public long began() {
    return began;
  }

  @Override
  public void giveUp() {
    connection.done(this, held);
    state = State.OVER;
    reset(QuicCodes.DOQ.internalError());
  }

  private void reset(int code) {
    if (stream.isActive()) {
      if (code != QuicCodes.DOQ.noError()) {
        count(code);
      }
      var _ = stream.shutdownOutput(code);
    }
  }

  private void count(int code) {
    connection.count("0x" + Integer.toHexString(code));
  }

  @Override
  public void send(Exchange exchange) {
    int size = exchange.reply().length();
    int rcode = Header.rcode(Header.flags(exchange.reply().buffer()));
    if (size == Header.LENGTH && rcode == Rcode.FORMERR) {
      // The server's way to say that it cannot read the query.
      exchange.release();
      if (state != State.OVER) {
        protocolError();
      }
    } else if (state == State.OVER) {
      exchange.release();
    } else {
      ByteBuf frame = frame(exchange, size);
      exchange.release();
      state = State.ANSWERED;
      ChannelFuture write = stream.write(new DefaultQuicStreamFrame(frame, true));
      connection.writes(write, PREFIX + size);
      count(QuicCodes.DOQ.noError());
    }
    connection.answered();
    turns.giveBack();
  }

  @Override
  public Room part(Exchange exchange) {
    if (state == State.OVER || !stream.isActive()) {
      return Room.GONE;
    }
    int size = exchange.reply().length();
    boolean taken = connection.writes(stream.write(frame(exchange, size)), PREFIX + size);
    return taken ? Room.OPEN : Room.FULL;
  }

  private ByteBuf frame(Exchange exchange, int size) {
    ByteBuf frame = stream.alloc().directBuffer(PREFIX + size);
    return frame.writeShort(size).writeBytes(exchange.reply().buffer(), 0, size);
  }

  @Override
  public void drop(Exchange exchange) {
    exchange.release();
    if (state != State.OVER) {
      state = State.OVER;
      reset(QuicCodes.DOQ.internalError());
    }
    connection.answered();
    turns.giveBack();
  }
}
