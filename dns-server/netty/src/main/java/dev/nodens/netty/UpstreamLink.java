package dev.nodens.netty;

import dev.nodens.core.port.UpstreamConnection;
import dev.nodens.core.port.UpstreamListener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// What UDP and stream connections to an upstream share: waiting for the connection, flushing once
/// a round, and telling the listener once that it is over.
abstract sealed class UpstreamLink extends ChannelInboundHandlerAdapter
    implements UpstreamConnection, ChannelFutureListener permits UpstreamDatagrams, UpstreamStream {
  private final Channel channel;
  private final EventLoop eventLoop;
  private final UpstreamListener listener;
  private final Runnable flush = this::flushNow;
  private final Queue<ByteBuf> waiting = new ArrayDeque<>();
  private boolean open;
  private boolean over;
  private boolean flushScheduled;
  private @Nullable String failure;

  UpstreamLink(Channel channel, EventLoop eventLoop, UpstreamListener listener) {
    this.channel = channel;
    this.eventLoop = eventLoop;
    this.listener = listener;
  }

  /// One message as it travels.
  abstract ByteBuf frame(Channel on, byte[] message, int length);

  /// Whether the connection can carry messages as soon as it is connected.
  abstract boolean openOnConnect();

  final UpstreamListener listener() {
    return listener;
  }

  final boolean isOver() {
    return over;
  }

  /// The connection attempt ended.
  @Override
  public final void operationComplete(ChannelFuture connected) {
    if (!connected.isSuccess()) {
      fail(Listening.reason(connected.cause()));
    } else if (openOnConnect()) {
      opened();
    }
  }

  /// Messages can travel from now on.
  final void opened() {
    if (over) {
      return;
    }
    open = true;
    listener.connected();
    for (ByteBuf message = waiting.poll(); message != null; message = waiting.poll()) {
      write(message);
    }
  }

  @Override
  public final void send(byte[] message, int length) {
    if (over) {
      return;
    }
    ByteBuf framed = frame(channel, message, length);
    if (open) {
      write(framed);
    } else {
      waiting.add(framed);
    }
  }

  @Override
  public final String localAddress() {
    return channel.localAddress() instanceof InetSocketAddress local
        ? NetUtil.toSocketAddressString(local)
        : "";
  }

  private void write(ByteBuf message) {
    var _ = channel.write(message, channel.voidPromise());
    if (!flushScheduled) {
      flushScheduled = true;
      eventLoop.execute(flush);
    }
  }

  private void flushNow() {
    flushScheduled = false;
    channel.flush();
  }

  @Override
  public final void close() {
    end();
  }

  private void end() {
    over = true;
    for (ByteBuf message = waiting.poll(); message != null; message = waiting.poll()) {
      message.release();
    }
    if (channel.isRegistered()) {
      var _ = channel.close();
    } else {
      channel.unsafe().closeForcibly();
    }
  }

  /// Ends the connection and tells the listener why, unless it is over already. The listener hears
  /// of it in a later task of the loop, so that it never does while it opens or sends.
  final void fail(String reason) {
    if (over) {
      return;
    }
    failure = reason;
    end();
    eventLoop.execute(() -> listener.closed(reason));
  }

  @Override
  public final void channelInactive(ChannelHandlerContext context) {
    fail(failure == null ? "connection closed by peer" : failure);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(Listening.reason(cause));
  }
}
