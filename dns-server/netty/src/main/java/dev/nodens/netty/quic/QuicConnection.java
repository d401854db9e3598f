package dev.nodens.netty.quic;

import dev.nodens.core.Exchange;
import dev.nodens.core.ReplySink;
import dev.nodens.core.Transport;
import dev.nodens.core.config.StreamLimits;
import dev.nodens.core.port.Loop;
import dev.nodens.core.server.Server;
import dev.nodens.core.server.StreamTerms;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One client's connection, whatever is spoken over it: what its streams share. It bounds what is
/// kept for the client, has patience with a slow one for some seconds, and ends. One event loop.
public final class QuicConnection extends ChannelInboundHandlerAdapter {
  /// Most octets of queries that are not whole yet.
  static final int MOST_HELD = 1 << 18;

  /// Most octets of replies that the client does not take.
  private static final long MOST_UNWRITTEN = 1 << 20;

  /// Most queries that a client may take back, if those are more than it lets be answered: Netty
  /// remembers each until the connection ends.
  static final int MOST_CANCELLED = 100;

  private final QuicChannel channel;
  private final Loop loop;
  private final Supplier<Server> server;
  private final QuicGate gate;
  private final QuicCodes codes;
  private final StreamLimits limits;
  private final Set<QuicRequest> unfinished = new LinkedHashSet<>();
  private final InetSocketAddress local;

  private @Nullable Future<?> watch;
  private InetSocketAddress client;
  private boolean established;
  private boolean ended;
  private int inFlight;
  private int queries;
  private int cancelled;
  private int held;
  private int writes;
  private long unwritten;
  private long lastActive;
  private long lastWrite;

  QuicConnection(
      QuicChannel channel, Loop loop, Supplier<Server> server, QuicGate gate, QuicCodes codes) {
    this.channel = channel;
    this.loop = loop;
    this.server = server;
    this.gate = gate;
    this.codes = codes;
    this.limits = server.get().streams().limits();
    this.client = (InetSocketAddress) Objects.requireNonNull(channel.remoteSocketAddress());
    this.local = (InetSocketAddress) Objects.requireNonNull(channel.localSocketAddress());
    this.lastActive = loop.nanoTime();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    boolean admitted = gate.began();
    channel.closeFuture().addListener(closed -> over());
    if (admitted) {
      watchFor(shortest());
    } else {
      abort(codes.excessiveLoad());
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    established = true;
    lastActive = loop.nanoTime();
    if (gate.established()) {
      context.fireChannelActive();
    } else {
      abort(codes.excessiveLoad());
    }
  }

  private void over() {
    ended = true;
    gate.left(established);
    if (watch != null) {
      watch.cancel(false);
    }
  }

  /// The loop of the connection's streams.
  public Loop loop() {
    return loop;
  }

  /// A query begins to come in.
  ///
  /// @return false if no further one is read
  public boolean begin(QuicRequest request) {
    return !ended && unfinished.add(request);
  }

  /// `octets` more of a query that is not whole are kept.
  ///
  /// @return false if that is too much, and the connection ends
  public boolean hold(int octets) {
    held += octets;
    if (held > MOST_HELD) {
      abort(codes.excessiveLoad());
    }
    return held <= MOST_HELD;
  }

  /// A query is whole, or will never be; of it `octets` were kept.
  public void done(QuicRequest request, int octets) {
    if (unfinished.remove(request)) {
      held -= octets;
      lastActive = loop.nanoTime();
    }
  }

  /// Asks; `sink` gets the reply and calls [#answered].
  public void ask(ReplySink sink, Transport transport, byte[] octets, int at, int length) {
    inFlight++;
    queries++;
    lastActive = loop.nanoTime();
    if (channel.remoteSocketAddress() instanceof InetSocketAddress present) {
      // It changes when the client moves (RFC 9000 §9).
      client = present;
    }
    Exchange exchange = loop.exchanges().acquire();
    System.arraycopy(octets, at, exchange.requestBuffer(length), 0, length);
    exchange.begin(length, transport, sink, null, lastActive);
    byte[] address = client.getAddress().getAddress();
    exchange.client(address, 0, address.length, client.getPort());
    byte[] own = local.getAddress().getAddress();
    exchange.local(own, 0, own.length, local.getPort());
    server.get().handle(exchange);
  }

  /// A query that was asked is answered, or its client is gone.
  public void answered() {
    inFlight--;
    lastActive = loop.nanoTime();
    if (queries >= limits.queries()) {
      finish();
    }
    closeIfDone();
  }

  /// `octets` of a reply are being written.
  ///
  /// @return whether the client takes them
  public boolean writes(ChannelFuture write, int octets) {
    if (write.isDone()) {
      return unwritten == 0;
    }
    unwritten += octets;
    lastWrite = writes++ == 0 ? loop.nanoTime() : lastWrite;
    write.addListener(written -> {
      writes--;
      unwritten -= octets;
      lastWrite = loop.nanoTime();
      closeIfDone();
    });
    if (unwritten > MOST_UNWRITTEN) {
      abort(codes.excessiveLoad());
    }
    return false;
  }

  /// The client took a query back.
  public void cancelled() {
    cancelled++;
    if (cancelled > MOST_CANCELLED && cancelled > queries - cancelled) {
      abort(codes.excessiveLoad());
    }
  }

  /// Ends the connection at once and tells the client why.
  public void abort(int code) {
    if (channel.isOpen()) {
      ended = true;
      var _ = channel.close(true, code, Unpooled.EMPTY_BUFFER);
    }
  }

  /// Counts a response.
  ///
  /// @param status as its protocol writes it
  public void count(String status) {
    StreamTerms terms = server.get().streams();
    if (terms.responses() != null) {
      terms.responses().with(server.get().label(), status).increment(loop.index());
    }
  }

  /// Reads no further query; closes when all are answered.
  void finish() {
    ended = true;
    closeIfDone();
  }

  private void closeIfDone() {
    if (ended && inFlight == 0 && writes == 0) {
      abort(codes.noError());
    }
  }

  private long shortest() {
    long shorter = Math.min(limits.read().toNanos(), limits.write().toNanos());
    return Math.min(shorter, limits.idle().toNanos());
  }

  private void watchFor(long nanos) {
    watch = channel.eventLoop().schedule(this::checkTimes, nanos, TimeUnit.NANOSECONDS);
  }

  /// Ends what a slow client keeps waiting, and looks again when more could be.
  private void checkTimes() {
    if (!channel.isOpen()) {
      return;
    }
    long now = loop.nanoTime();
    giveUpUnfinished(now);
    boolean stuck = writes > 0 && now - lastWrite >= limits.write().toNanos();
    long patience = established ? limits.idle().toNanos() : limits.read().toNanos();
    boolean idle = unfinished.isEmpty() && inFlight == 0 && writes == 0;
    if (stuck) {
      abort(codes.internalError());
    } else if (idle && now - lastActive >= patience) {
      finish();
    }
    watchFor(shortest());
  }

  private void giveUpUnfinished(long now) {
    for (QuicRequest request : unfinished.toArray(new QuicRequest[0])) {
      if (now - request.began() < limits.read().toNanos()) {
        return;
      }
      request.giveUp();
    }
  }

  /// The connection broke; there is nobody to answer. What is wrong with a handshake TLS tells.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (established) {
      abort(codes.internalError());
    }
  }
}
