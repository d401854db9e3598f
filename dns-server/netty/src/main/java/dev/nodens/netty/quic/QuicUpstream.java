package dev.nodens.netty.quic;

import dev.nodens.core.port.UpstreamConnection;
import dev.nodens.core.port.UpstreamListener;
import dev.nodens.wire.Header;
import dev.nodens.wire.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamLimitChangedEvent;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// A connection to an upstream that speaks DNS over QUIC: a stream for each query (RFC 9250 §4.2).
/// Queries wait while it opens, and while the upstream allows no further stream.
final class QuicUpstream extends ChannelInboundHandlerAdapter
    implements UpstreamConnection, FutureListener<QuicChannel> {
  private static final int PREFIX = 2;

  private final Channel socket;
  private final EventLoop eventLoop;
  private final UpstreamListener listener;
  private final Queue<Query> waiting = new ArrayDeque<>();
  private @Nullable QuicChannel connection;
  private @Nullable String failure;
  private boolean over;

  QuicUpstream(Channel socket, EventLoop eventLoop, UpstreamListener listener) {
    this.socket = socket;
    this.eventLoop = eventLoop;
    this.listener = listener;
  }

  /// @param id what the listener knows it by
  private record Query(int id, byte[] message) {}

  @Override
  public void send(byte[] message, int length) {
    if (!over) {
      int id = Octets.u16(message, Header.ID);
      waiting.add(new Query(id, DoqMessage.outgoing(message, length)));
      sendWaiting();
    }
  }

  private void sendWaiting() {
    QuicChannel open = connection;
    while (open != null
        && !over
        && !waiting.isEmpty()
        && open.peerAllowedStreams(QuicStreamType.BIDIRECTIONAL) > 0) {
      ask(open, waiting.remove());
    }
  }

  private void ask(QuicChannel open, Query query) {
    var reply = new QuicUpstreamStream(this, query.id());
    open.createStream(QuicStreamType.BIDIRECTIONAL, reply)
        .addListener((Future<QuicStreamChannel> created) -> {
          if (!created.isSuccess()) {
            failed(query.id(), String.valueOf(created.cause().getMessage()));
            return;
          }
          QuicStreamChannel stream = created.getNow();
          int length = query.message().length;
          ByteBuf frame = stream.alloc().directBuffer(PREFIX + length);
          frame.writeShort(length).writeBytes(query.message());
          var _ = stream.write(new DefaultQuicStreamFrame(frame, true));
        });
  }

  /// The connection attempt ended.
  @Override
  public void operationComplete(Future<QuicChannel> connected) {
    if (!connected.isSuccess()) {
      fail(failure == null ? reason(connected.cause()) : failure);
    } else if (over) {
      end(connected.getNow(), QuicCodes.DOQ.noError());
    } else {
      connection = connected.getNow();
      listener.connected();
      sendWaiting();
    }
  }

  private static String reason(Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
      return "timeout: handshake did not complete in time";
    }
    if (cause instanceof SSLException) {
      Throwable root = cause.getCause() == null ? cause : cause.getCause();
      return "tls: " + root.getMessage();
    }
    String text = String.valueOf(cause.getMessage());
    return text.equals("null") ? cause.getClass().getSimpleName() : text;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    // No switch over types: the JVM would generate classes for it.
    if (event instanceof QuicStreamLimitChangedEvent) {
      sendWaiting();
    } else if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      failure = reason(handshake.cause());
    } else if (event instanceof QuicConnectionCloseEvent closed && failure == null) {
      String kind = closed.isApplicationClose() ? "Application error" : "transport error";
      failure = closed.error() == 0 ? null : kind + " 0x" + Integer.toHexString(closed.error());
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(failure == null ? "connection closed by peer" : failure);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(reason(cause));
  }

  /// A reply came.
  void received(int id, byte[] message, int length) {
    if (!over) {
      Octets.putU16(message, Header.ID, id);
      listener.received(message, length);
    }
  }

  /// The upstream failed for one query.
  void failed(int id, String reason) {
    if (!over) {
      listener.failed(id, reason);
    }
  }

  /// The upstream does not keep to RFC 9250: ends the connection (§4.3.3).
  void protocolError(String reason) {
    fail("DNS-over-QUIC protocol error: " + reason, QuicCodes.DOQ_PROTOCOL_ERROR);
  }

  /// Ends the connection and tells the listener why, in a later task of the loop.
  void fail(String reason) {
    fail(reason, QuicCodes.DOQ.noError());
  }

  private void fail(String reason, int code) {
    if (!over) {
      end(connection, code);
      eventLoop.execute(() -> listener.closed(reason));
    }
  }

  @Override
  public String localAddress() {
    return socket.localAddress() instanceof InetSocketAddress local
        ? NetUtil.toSocketAddressString(local)
        : "";
  }

  @Override
  public void close() {
    if (!over) {
      end(connection, QuicCodes.DOQ.noError());
    }
  }

  private void end(@Nullable QuicChannel open, int code) {
    over = true;
    waiting.clear();
    if (open != null) {
      open.close(true, code, Unpooled.EMPTY_BUFFER).addListener(closed -> closeSocket());
    } else {
      closeSocket();
    }
  }

  private void closeSocket() {
    if (socket.isRegistered()) {
      var _ = socket.close();
    } else {
      socket.unsafe().closeForcibly();
    }
  }
}
