package dev.nodens.netty.http;

import dev.nodens.core.Exchange;
import dev.nodens.core.ReplySink;
import dev.nodens.core.config.StreamLimits;
import dev.nodens.core.port.Loop;
import dev.nodens.core.server.Server;
import dev.nodens.core.server.StreamTerms;
import dev.nodens.netty.proxy.ProxiedClient;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One client's connection, whatever the version of HTTP: requests become exchanges, replies become
/// responses; patience with slow clients; the end.
abstract sealed class HttpConnection extends ChannelInboundHandlerAdapter implements ReplySink
    permits Http1Connection, Http2Connection {
  private final Channel channel;
  private final Loop loop;
  private final Supplier<Server> server;
  private final Dialect dialect;
  private final StreamLimits limits;
  private final Runnable flush = this::flushNow;
  private final ChannelFutureListener written = this::onWritten;
  private final InetSocketAddress client;
  private final byte[] clientAddress;
  private final byte @Nullable [] tlvs;
  private final InetSocketAddress local;
  private final byte[] localAddress;

  private @Nullable Future<?> watch;
  private int inFlight;
  private int unwritten;
  private int queries;
  private boolean flushScheduled;
  private boolean ended;
  private long lastActive;
  private long lastWrite;

  HttpConnection(Channel channel, Loop loop, Supplier<Server> server, Dialect dialect) {
    this.channel = channel;
    this.loop = loop;
    this.server = server;
    this.dialect = dialect;
    this.limits = server.get().streams().limits();
    @Nullable ProxiedClient said = server.get().proxy() == null ? null : ProxiedClient.of(channel);
    this.client = said == null ? (InetSocketAddress) channel.remoteAddress() : said.address();
    this.tlvs = said == null ? null : said.tlvs();
    this.clientAddress = client.getAddress().getAddress();
    this.local = (InetSocketAddress) channel.localAddress();
    this.localAddress = local.getAddress().getAddress();
    this.lastActive = loop.nanoTime();
  }

  /// Writes `answer` to `request`, without a flush.
  ///
  /// @return the write that ends the response
  abstract ChannelFuture write(HttpRequestParts request, HttpAnswer answer);

  /// When the oldest request that is not here yet began; [Long#MAX_VALUE] if there is none.
  abstract long oldestPart();

  /// Tells the client that no further request will be read.
  abstract void sayGoodbye();

  /// The response to `request` was handed to the socket.
  void responded(HttpRequestParts request) {}

  final Channel channel() {
    return channel;
  }

  final Loop loop() {
    return loop;
  }

  final Dialect dialect() {
    return dialect;
  }

  final int inFlight() {
    return inFlight;
  }

  final boolean isEnding() {
    return ended;
  }

  @Override
  public final void handlerAdded(ChannelHandlerContext context) {
    watchFor(shortest());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ended = true;
    if (watch != null) {
      watch.cancel(false);
    }
  }

  /// A request is whole: asks what it holds, or answers at once.
  final void ask(HttpRequestParts request) {
    lastActive = loop.nanoTime();
    queries++;
    inFlight++;
    Dialect.Reading read =
        dialect.read(
            request.method, request.target, request.contentType, request.body(), request.length());
    if (read instanceof Dialect.DnsQuery query) {
      ask(request, query.octets());
    } else {
      respond(request, (HttpAnswer) read);
    }
  }

  private void ask(HttpRequestParts request, byte[] octets) {
    Exchange exchange = loop.exchanges().acquire();
    System.arraycopy(octets, 0, exchange.requestBuffer(octets.length), 0, octets.length);
    exchange.begin(octets.length, dialect.transport(), this, request, lastActive);
    exchange.client(clientAddress, 0, clientAddress.length, client.getPort());
    exchange.proxyTlvs(tlvs);
    exchange.local(localAddress, 0, localAddress.length, local.getPort());
    server.get().handle(exchange);
  }

  /// Answers a request that is too large, which counts as one in flight from here on.
  final void refuse(HttpRequestParts request) {
    inFlight++;
    respond(request, dialect.tooLarge());
  }

  @Override
  public final void send(Exchange exchange) {
    respond(requestOf(exchange), dialect.answer(exchange));
    exchange.release();
  }

  @Override
  public final void drop(Exchange exchange) {
    HttpRequestParts request = requestOf(exchange);
    exchange.release();
    respond(request, dialect.silence());
  }

  private static HttpRequestParts requestOf(Exchange exchange) {
    return (HttpRequestParts) Objects.requireNonNull(exchange.attachment());
  }

  private void respond(HttpRequestParts request, HttpAnswer answer) {
    inFlight--;
    lastActive = loop.nanoTime();
    count(answer.status());
    if (channel.isActive()) {
      ChannelFuture write = write(request, answer);
      lastWrite = unwritten++ == 0 ? lastActive : lastWrite;
      write.addListener(written);
      if (!flushScheduled) {
        flushScheduled = true;
        loop.execute(flush);
      }
      responded(request);
    }
    if (queries >= limits.queries()) {
      finish();
    }
  }

  private void count(int status) {
    StreamTerms terms = server.get().streams();
    if (terms.responses() != null) {
      terms
          .responses()
          .with(server.get().label(), Integer.toString(status))
          .increment(loop.index());
    }
  }

  private void flushNow() {
    flushScheduled = false;
    channel.flush();
  }

  private void onWritten(ChannelFuture write) {
    unwritten--;
    lastWrite = loop.nanoTime();
    closeIfDone();
  }

  /// The client will send nothing more, or the server wants to hear nothing more.
  @Override
  public final void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent || event instanceof Finish) {
      loop.execute(this::finish);
    }
  }

  /// Reads no further request; closes when all are answered.
  final void finish() {
    if (!ended) {
      ended = true;
      sayGoodbye();
    }
    closeIfDone();
  }

  private void closeIfDone() {
    if (ended && inFlight == 0 && unwritten == 0 && channel.isOpen()) {
      var _ = channel.close();
    }
  }

  private long shortest() {
    long shorter = Math.min(limits.read().toNanos(), limits.write().toNanos());
    return Math.min(shorter, limits.idle().toNanos());
  }

  private void watchFor(long nanos) {
    watch = channel.eventLoop().schedule(this::checkTimes, nanos, TimeUnit.NANOSECONDS);
  }

  /// Closes a connection whose client is too slow, or looks again when that could next be so.
  private void checkTimes() {
    if (!channel.isOpen()) {
      return;
    }
    long now = loop.nanoTime();
    boolean stuck = unwritten > 0 && now - lastWrite >= limits.write().toNanos();
    long left = timeLeft(now);
    if (stuck || left <= 0 && oldestPart() != Long.MAX_VALUE) {
      var _ = channel.close();
      return;
    }
    if (left <= 0) {
      finish();
    }
    watchFor(left <= 0 ? shortest() : Math.min(left, shortest()));
  }

  private long timeLeft(long now) {
    long oldest = oldestPart();
    if (oldest != Long.MAX_VALUE) {
      return limits.read().toNanos() - (now - oldest);
    }
    if (inFlight > 0 || unwritten > 0) {
      return Long.MAX_VALUE;
    }
    long patience = queries == 0 ? limits.read().toNanos() : limits.idle().toNanos();
    return patience - (now - lastActive);
  }

  /// The connection broke; there is nobody to answer.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = channel.close();
  }
}
