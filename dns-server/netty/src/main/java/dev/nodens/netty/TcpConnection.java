package dev.nodens.netty;

import dev.nodens.core.Exchange;
import dev.nodens.core.ReplySink;
import dev.nodens.core.Transport;
import dev.nodens.netty.http.Finish;
import dev.nodens.netty.proxy.ProxiedClient;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One client's TCP connection: frames of two octets of length and a message (RFC 1035 §4.2.2),
/// answered in the order in which answers are ready (RFC 7766 §6.2.1.1).
///
/// All frames of one read are served before anything is written, and their replies leave with one
/// write. Reading pauses while too many queries are unanswered or the client takes no replies.
final class TcpConnection extends ChannelInboundHandlerAdapter implements ReplySink {
  private final Channel channel;
  private final NettyLoop loop;
  private final ServerSlot server;
  private final TcpLimits limits;
  private final Transport transport;
  private final Runnable continuation = this::goOn;
  private final ChannelFutureListener written = this::onWritten;
  private final InetSocketAddress client;
  private final byte[] clientAddress;
  private final byte @Nullable [] tlvs;
  private final InetSocketAddress local;
  private final byte[] localAddress;

  private @Nullable ByteBuf unread;
  private @Nullable ByteBuf replies;
  private @Nullable Future<?> watch;
  private int inFlight;
  private int queries;
  private int unwritten;
  private boolean serving;
  private boolean scheduled;
  private boolean ended;
  private boolean asked;
  private long lastQuery;
  private long partialSince;
  private long lastWrite;

  TcpConnection(
      Channel channel, NettyLoop loop, ServerSlot server, TcpLimits limits, Transport transport) {
    this.channel = channel;
    this.transport = transport;
    this.loop = loop;
    this.server = server;
    this.limits = limits;
    @Nullable ProxiedClient said = server.get().proxy() == null ? null : ProxiedClient.of(channel);
    this.client = said == null ? (InetSocketAddress) channel.remoteAddress() : said.address();
    this.tlvs = said == null ? null : said.tlvs();
    this.clientAddress = client.getAddress().getAddress();
    this.local = (InetSocketAddress) channel.localAddress();
    this.localAddress = local.getAddress().getAddress();
    this.lastQuery = loop.nanoTime();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    watchFor(limits.shortest().toNanos());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ended = true;
    if (watch != null) {
      watch.cancel(false);
    }
    unread = releaseIfAny(unread);
    replies = releaseIfAny(replies);
  }

  private static @Nullable ByteBuf releaseIfAny(@Nullable ByteBuf buffer) {
    if (buffer != null) {
      buffer.release();
    }
    return null;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var octets = (ByteBuf) message;
    if (ended) {
      octets.release();
      return;
    }
    unread =
        unread == null
            ? octets
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(channel.alloc(), unread, octets);
    serve();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable()) {
      serve();
    }
  }

  private void serve() {
    if (serving) {
      return;
    }
    serving = true;
    while (unread != null && mayTakeMore() && !spent() && takeFrame(unread)) {
      // Each round serves one frame.
    }
    serving = false;
    if (spent()) {
      ended = true;
      unread = releaseIfAny(unread);
    }
    if (unread != null && !unread.isReadable()) {
      unread = releaseIfAny(unread);
    }
    partialSince = unread == null ? 0 : partialSince == 0 ? loop.nanoTime() : partialSince;
    flushReplies();
    channel.config().setAutoRead(!ended && mayTakeMore());
    closeIfDone();
  }

  private boolean mayTakeMore() {
    return inFlight < limits.inFlight() && channel.isWritable();
  }

  private boolean spent() {
    return queries >= limits.queries();
  }

  private boolean takeFrame(ByteBuf octets) {
    if (octets.readableBytes() < 2) {
      return false;
    }
    int length = octets.getUnsignedShort(octets.readerIndex());
    if (octets.readableBytes() < 2 + length) {
      return false;
    }
    octets.skipBytes(2);
    partialSince = 0;
    if (length > 0) {
      ask(octets, length);
    }
    return true;
  }

  private void ask(ByteBuf octets, int length) {
    Exchange exchange = loop.exchanges().acquire();
    octets.readBytes(exchange.requestBuffer(length), 0, length);
    lastQuery = loop.nanoTime();
    asked = true;
    inFlight++;
    queries++;
    exchange.begin(length, transport, this, null, lastQuery);
    exchange.client(clientAddress, 0, clientAddress.length, client.getPort());
    exchange.proxyTlvs(tlvs);
    exchange.local(localAddress, 0, localAddress.length, local.getPort());
    server.get().handle(exchange);
  }

  @Override
  public void send(Exchange exchange) {
    inFlight--;
    if (channel.isActive()) {
      frame(exchange);
    }
    exchange.release();
  }

  @Override
  public Room part(Exchange exchange) {
    if (!channel.isActive()) {
      return Room.GONE;
    }
    frame(exchange);
    return channel.isWritable() ? Room.OPEN : Room.FULL;
  }

  private void frame(Exchange exchange) {
    int length = exchange.reply().length();
    ByteBuf frames = replies;
    if (frames == null) {
      frames = channel.alloc().directBuffer(2 + length);
      replies = frames;
    }
    frames.writeShort(length).writeBytes(exchange.reply().buffer(), 0, length);
    goOnSoon();
  }

  @Override
  public void drop(Exchange exchange) {
    inFlight--;
    exchange.release();
    goOnSoon();
  }

  private void goOnSoon() {
    if (!serving && !scheduled) {
      scheduled = true;
      loop.execute(continuation);
    }
  }

  private void goOn() {
    scheduled = false;
    serve();
  }

  private void flushReplies() {
    ByteBuf frames = replies;
    replies = null;
    if (frames != null) {
      ChannelFuture write = channel.writeAndFlush(frames);
      if (!write.isDone()) {
        lastWrite = unwritten++ == 0 ? loop.nanoTime() : lastWrite;
        write.addListener(written);
      }
    }
  }

  private void onWritten(ChannelFuture write) {
    unwritten--;
    lastWrite = loop.nanoTime();
    closeIfDone();
  }

  /// The client will send nothing more, but may still wait for replies.
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent || event instanceof Finish) {
      loop.execute(this::finish);
    }
  }

  private void finish() {
    ended = true;
    serve();
  }

  private void closeIfDone() {
    if (ended && inFlight == 0 && unwritten == 0 && replies == null && channel.isOpen()) {
      var _ = channel.close();
    }
  }

  private void watchFor(long nanos) {
    watch = loop.eventLoop().schedule(this::checkTimes, nanos, TimeUnit.NANOSECONDS);
  }

  /// Closes a connection whose client is too slow, or looks again when that could next be so.
  private void checkTimes() {
    if (!channel.isOpen()) {
      return;
    }
    long now = loop.nanoTime();
    if (unwritten > 0 && now - lastWrite >= limits.write().toNanos()) {
      var _ = channel.close();
      return;
    }
    long left = timeLeft(now);
    if (left <= 0 && !ended) {
      finish();
    }
    long longest = limits.shortest().toNanos();
    watchFor(ended ? longest : Math.min(left, longest));
  }

  private long timeLeft(long now) {
    long patience = asked ? limits.idle().toNanos() : limits.read().toNanos();
    long left = patience - (now - lastQuery);
    if (partialSince != 0 && mayTakeMore()) {
      left = Math.min(left, limits.read().toNanos() - (now - partialSince));
    }
    return left;
  }

  /// The connection broke; there is nobody to answer.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = channel.close();
  }
}
