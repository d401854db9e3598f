package dev.nodens.plugin.forward;

import dev.nodens.core.Exchange;
import dev.nodens.core.Outcome;
import dev.nodens.core.Transport;
import dev.nodens.core.port.Loop;
import dev.nodens.upstream.ReplyReader;
import dev.nodens.wire.Header;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that one event loop does for one `forward`: picks upstreams, sends, matches replies,
/// times out, tries again. Allocates nothing per query once its pools are filled.
final class LoopForwarder {
  private static final int MOST_OVER_UDP = 4096;
  private static final int SIZE_BEFORE_OPTIONS = 8;
  private static final long BUDGET_NANOS = 5_000_000_000L;
  private static final long LEAST_TIMER_NANOS = 10_000_000L;
  private static final long LEAST_SWEEP_NANOS = 1_000_000_000L;
  private static final String NO_TRANSFERS =
      "proxy: unsupported request: zone transfers over DoQ require multi-message response support";

  private final Loop loop;
  private final ForwardConfig.Stanza config;
  private final Upstream[] upstreams;
  private final SocketPool[] datagrams;
  private final SocketPool[] streams;
  private final ForwardMetrics metrics;
  private final ReplyReader replies = new ReplyReader();
  private final UpstreamOrder order;
  private final Randomness random = new Randomness();
  private final InFlight inFlight = new InFlight();
  private final ConcurrencyLimit limit;
  private final Reactions reactions;
  private final int mostConnectAttempts;
  private final long readTimeoutNanos;
  private final Runnable onTimer = this::timeOut;
  private final Runnable onSweep = this::sweep;
  private @Nullable PendingQuery idle;
  private boolean timerArmed;
  private boolean sweepArmed;

  LoopForwarder(
      Loop loop,
      ForwardConfig.Stanza config,
      List<Upstream> upstreams,
      ForwardMetrics metrics,
      ConcurrencyLimit limit,
      boolean hasNextForward) {
    this.loop = loop;
    this.config = config;
    this.upstreams = upstreams.toArray(Upstream[]::new);
    this.metrics = metrics;
    this.limit = limit;
    this.reactions = new Reactions(config.selection(), hasNextForward);
    this.order = new UpstreamOrder(config.selection().policy());
    this.mostConnectAttempts = config.selection().maxConnectAttempts().orElse(2 * upstreams.size());
    this.readTimeoutNanos = config.connections().readTimeout().toNanos();
    this.streams = new SocketPool[this.upstreams.length];
    this.datagrams = new SocketPool[this.upstreams.length];
    for (int i = 0; i < this.upstreams.length; i++) {
      streams[i] = pool(this.upstreams[i], true);
      datagrams[i] = this.upstreams[i].streamOnly() ? streams[i] : pool(this.upstreams[i], false);
    }
  }

  private SocketPool pool(Upstream upstream, boolean stream) {
    return new SocketPool(this, loop, upstream, upstream.target(stream), config.connections());
  }

  /// Sends `exchange` to an upstream; its outcome, or `PARKED` while a reply is awaited.
  Outcome forward(Exchange exchange) {
    if (!limit.enter()) {
      metrics.rejects().increment(loop.index());
      return exchange.fail(Rcode.REFUSED, "forward", limit.refusal());
    }
    PendingQuery query = acquire();
    long now = loop.nanoTime();
    query.begin(exchange, Math.min(now + BUDGET_NANOS, exchange.deadline()));
    query.stream = startsOnStream(exchange.transport());
    order.arrange(query.order, random);
    Outcome outcome = advance(query, now);
    if (outcome != Outcome.PARKED) {
      release(query);
    }
    return outcome;
  }

  private boolean startsOnStream(Transport transport) {
    if (config.connections().forceTcp()) {
      return true;
    }
    return switch (transport) {
      case TCP, TLS, HTTPS, GRPC, QUIC, HTTPS3 -> !config.connections().preferUdp();
      case UDP, INTERNAL -> false;
    };
  }

  /// Tries the next upstream, if time and tries are left.
  private Outcome advance(PendingQuery query, long now) {
    if (now < query.deadline && !inFlight.isFull()) {
      int upstream = choose(query);
      if (upstream >= 0) {
        query.upstream = upstream;
        query.attemptStart = now;
        query.retriedFresh = false;
        return send(query, now);
      }
    }
    return giveUp(query);
  }

  /// The index of the next upstream that is not down; any one if all are; -1 to give up.
  private int choose(PendingQuery query) {
    while (true) {
      if (query.position == upstreams.length) {
        query.position = 0;
        query.passed = 0;
      }
      int upstream = query.order[query.position++];
      if (!upstreams[upstream].down()) {
        return upstream;
      }
      if (++query.passed == upstreams.length) {
        metrics.allDown().increment(loop.index());
        return config.selection().failfast() ? -1 : random.below(upstreams.length);
      }
    }
  }

  private Outcome send(PendingQuery query, long now) {
    SocketPool pool = query.stream ? streams[query.upstream] : datagrams[query.upstream];
    if (!pool.takesTransfers() && isTransfer(query.exchange().query().qtype())) {
      return finish(query.exchange().fail(Rcode.NOTIMP, "forward", NO_TRANSFERS));
    }
    UpstreamSocket socket = query.retriedFresh ? pool.fresh(now, random) : pool.pick(now, random);
    query.reusedConnection = socket.served() > 0;
    query.id = inFlight.freeId(random);
    query.timeoutAt = now + readTimeoutNanos;
    inFlight.add(query);
    Exchange exchange = query.exchange();
    byte[] message = exchange.query().message();
    Octets.putU16(message, Header.ID, query.id);
    sendMessage(socket, query, exchange.query());
    armTimer(query.timeoutAt - now);
    armSweep();
    return Outcome.PARKED;
  }

  private static boolean isTransfer(int type) {
    return type == RrType.AXFR || type == RrType.IXFR;
  }

  /// An upstream hears of no larger size than what the socket takes; the size is a matter of each
  /// hop (RFC 6891 §6.2.5). The request itself stays as the client sent it.
  private static void sendMessage(UpstreamSocket socket, PendingQuery pending, Query query) {
    byte[] message = query.message();
    int size = query.udpSize();
    boolean limited = !socket.pool().isStream() && size > MOST_OVER_UDP;
    int sizeAt = query.optionsAt() - SIZE_BEFORE_OPTIONS;
    if (limited) {
      Octets.putU16(message, sizeAt, MOST_OVER_UDP);
    }
    socket.send(pending, message, query.length());
    if (limited) {
      Octets.putU16(message, sizeAt, size);
    }
  }

  /// A message arrived. One that belongs to no query in flight on this very connection is ignored:
  /// it is late, or somebody's guess.
  void received(UpstreamSocket socket, byte[] message, int length) {
    if (length < Header.LENGTH || (Header.flags(message) & Header.QR) == 0) {
      return;
    }
    @Nullable PendingQuery query = inFlight.find(Octets.u16(message, Header.ID));
    if (query == null || query.socket != socket) {
      return;
    }
    ReplyReader.Match match = replies.match(query.exchange().query(), message, length);
    if (match == ReplyReader.Match.OTHER_QUESTION) {
      return;
    }
    long now = loop.nanoTime();
    detach(query, socket, now);
    Outcome outcome =
        match == ReplyReader.Match.NO_QUESTION
            ? finish(refuse(query.exchange()))
            : answered(query, socket, message, length, now);
    resume(query, outcome);
  }

  private static Outcome refuse(Exchange exchange) {
    exchange.startReply(Rcode.FORMERR, false);
    return Outcome.ANSWERED;
  }

  private Outcome answered(
      PendingQuery query, UpstreamSocket socket, byte[] message, int length, long now) {
    Exchange exchange = query.exchange();
    boolean truncated = (Header.flags(message) & Header.TC) != 0;
    if (truncated && !socket.pool().isStream() && repeatsOverTcp(exchange)) {
      query.stream = true;
      return send(query, now);
    }
    int rcode = replies.take(exchange, message, length, truncated);
    if (rcode < 0) {
      return failed(query, socket, "malformed reply", now);
    }
    upstreams[query.upstream].observe(loop, rcode, now - query.attemptStart);
    if (reactions.otherUpstream(rcode) && ++query.failovers < upstreams.length) {
      return advance(query, now);
    }
    boolean empty = Octets.u16(message, Header.ANCOUNT) == 0;
    return finish(reactions.nextForward(rcode, empty) ? Outcome.NEXT : Outcome.ANSWERED);
  }

  private boolean repeatsOverTcp(Exchange exchange) {
    return config.connections().preferUdp() || exchange.transport() == Transport.INTERNAL;
  }

  /// A connection ended: what waited on it goes on with another.
  void closed(UpstreamSocket socket, String reason) {
    long now = loop.nanoTime();
    String text = null;
    for (PendingQuery query = socket.waiting(); query != null; query = socket.waiting()) {
      detach(query, socket, now);
      if (socket.pool().isStream() && query.reusedConnection && !query.retriedFresh) {
        // The peer gave up an idle connection just when it was used again: no fault of the
        // upstream.
        query.retriedFresh = true;
        resume(query, send(query, now));
        continue;
      }
      if (text == null) {
        text = ErrorText.closed(socket, reason);
      }
      resume(query, failed(query, socket, text, now));
    }
  }

  /// The upstream cannot answer one query.
  void failed(UpstreamSocket socket, int id, String reason) {
    @Nullable PendingQuery query = inFlight.find(id);
    if (query != null && query.socket == socket) {
      long now = loop.nanoTime();
      detach(query, socket, now);
      resume(query, failed(query, socket, reason, now));
    }
  }

  private void timeOut() {
    timerArmed = false;
    long now = loop.nanoTime();
    for (PendingQuery query = inFlight.oldest();
        query != null && query.timeoutAt <= now;
        query = inFlight.oldest()) {
      @Nullable UpstreamSocket socket = query.socket;
      if (socket == null) {
        throw new IllegalStateException("a query in flight waits on no connection");
      }
      detach(query, socket, now);
      // It may be the connection that is dead, not the upstream.
      socket.retire();
      resume(query, failed(query, socket, ErrorText.timeout(socket), now));
    }
    @Nullable PendingQuery next = inFlight.oldest();
    if (next != null) {
      armTimer(next.timeoutAt - now);
    }
  }

  private Outcome failed(PendingQuery query, UpstreamSocket socket, String text, long now) {
    query.lastError = text;
    socket.pool().upstream().suspect(loop, config.connections().forceTcp());
    query.connectAttempts++;
    boolean triesLeft = mostConnectAttempts == 0 || query.connectAttempts < mostConnectAttempts;
    return triesLeft && query.passed < upstreams.length ? advance(query, now) : giveUp(query);
  }

  private Outcome giveUp(PendingQuery query) {
    String text = query.lastError;
    if (text == null) {
      text = inFlight.isFull() ? "too many queries in flight" : "no healthy proxies";
    }
    return finish(query.exchange().fail(Rcode.SERVFAIL, "forward", text));
  }

  private void detach(PendingQuery query, UpstreamSocket socket, long now) {
    inFlight.remove(query);
    socket.leave(query, now);
  }

  private Outcome finish(Outcome outcome) {
    limit.leave();
    return outcome;
  }

  private void resume(PendingQuery query, Outcome outcome) {
    if (outcome != Outcome.PARKED) {
      Exchange exchange = query.exchange();
      release(query);
      exchange.resume(outcome);
    }
  }

  private PendingQuery acquire() {
    @Nullable PendingQuery query = idle;
    if (query == null) {
      return new PendingQuery(upstreams.length);
    }
    idle = query.nextIdle;
    query.nextIdle = null;
    return query;
  }

  private void release(PendingQuery query) {
    query.end();
    query.nextIdle = idle;
    idle = query;
  }

  private void armTimer(long delayNanos) {
    if (!timerArmed) {
      timerArmed = true;
      loop.schedule(onTimer, Math.max(LEAST_TIMER_NANOS, delayNanos));
    }
  }

  private void armSweep() {
    if (!sweepArmed) {
      sweepArmed = true;
      loop.schedule(onSweep, Math.max(LEAST_SWEEP_NANOS, config.connections().expire().toNanos()));
    }
  }

  private void sweep() {
    sweepArmed = false;
    long now = loop.nanoTime();
    boolean left = false;
    for (int i = 0; i < upstreams.length; i++) {
      left |= streams[i].sweep(now);
      left |= datagrams[i].sweep(now);
    }
    if (left) {
      armSweep();
    }
  }

  /// Closes what is idle, and the rest as soon as it is.
  void retire() {
    for (int i = 0; i < upstreams.length; i++) {
      streams[i].retire();
      datagrams[i].retire();
    }
  }
}
