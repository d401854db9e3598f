package dev.nodens.plugin.forward;

import dev.nodens.core.Exchange;
import dev.nodens.core.Outcome;
import dev.nodens.core.Transport;
import dev.nodens.core.port.Loop;
import dev.nodens.upstream.ReplyReader;
import dev.nodens.upstream.UpstreamTap;
import dev.nodens.wire.Header;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrType;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that one event loop does for one `forward`: picks upstreams, sends, matches replies,
/// times out, tries again. Allocates nothing per query once its pools are filled.
///
/// Of an exchange whose upstream is late two tries may be in flight, on equal terms: each is the
/// other's twin. The first good reply ends both, and a try that fails leaves the rest to its twin.
final class LoopForwarder {
  private static final long BUDGET_NANOS = 5_000_000_000L;
  private static final long LEAST_TIMER_NANOS = 10_000_000L;
  private static final String NO_TRANSFERS =
      "proxy: unsupported request: zone transfers over DoQ require multi-message response support";

  private final Loop loop;
  private final ForwardConfig.Stanza config;
  private final Upstream[] upstreams;
  private final Standing[] standings;
  private final LoopSockets sockets;
  private final ForwardMetrics metrics;
  private final ReplyReader replies = new ReplyReader();
  private final Randomness random = new Randomness();
  private final UpstreamChoice choice;
  private final InFlight inFlight = new InFlight();
  private final QueryPool pool;
  private final ConcurrencyLimit limit;
  private final Reactions reactions;
  private final ExtraQueries extra;
  private final @Nullable LateQueries late;
  private final @Nullable UpstreamTap tap;
  private final int mostConnectAttempts;
  private final long readTimeoutNanos;
  private final Runnable onTimer = this::timeOut;
  private boolean timerArmed;

  LoopForwarder(
      Loop loop,
      ForwardConfig.Stanza config,
      List<Upstream> upstreams,
      ForwardMetrics metrics,
      ConcurrencyLimit limit,
      Reactions reactions,
      @Nullable UpstreamTap tap) {
    this.loop = loop;
    this.config = config;
    this.upstreams = upstreams.toArray(Upstream[]::new);
    this.metrics = metrics;
    this.limit = limit;
    this.reactions = reactions;
    this.tap = tap;
    this.pool = new QueryPool(upstreams.size());
    this.mostConnectAttempts = config.selection().maxConnectAttempts().orElse(2 * upstreams.size());
    this.readTimeoutNanos = config.connections().readTimeout().toNanos();
    this.standings = new Standing[upstreams.size()];
    Arrays.setAll(standings, i -> new Standing(readTimeoutNanos));
    this.choice =
        new UpstreamChoice(loop, this.upstreams, standings, config.selection(), metrics, random);
    this.extra = new ExtraQueries(loop, this.upstreams, standings);
    this.late =
        reactions.asksAnotherWhenLate() && upstreams.size() > 1
            ? new LateQueries(loop, standings, this::hedge)
            : null;
    this.sockets = new LoopSockets(this, loop, this.upstreams, config.connections());
  }

  /// Sends `exchange` to an upstream; its outcome, or `PARKED` while a reply is awaited.
  Outcome forward(Exchange exchange) {
    if (!limit.enter()) {
      metrics.rejects().increment(loop.index());
      return exchange.fail(Rcode.REFUSED, "forward", limit.refusal());
    }
    PendingQuery query = pool.acquire();
    long now = loop.nanoTime();
    query.begin(exchange, Math.min(now + BUDGET_NANOS, exchange.deadline()));
    query.stream = startsOnStream(exchange.transport());
    extra.earn();
    choice.arrange(query, now);
    Outcome outcome = advance(query, now);
    if (outcome != Outcome.PARKED) {
      pool.release(query);
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
    if (isAskable(query, now)) {
      int upstream = choice.next(query);
      if (upstream >= 0) {
        return isTransfer(query) && !sockets.pool(upstream, query.stream).takesTransfers()
            ? finish(query, query.exchange().fail(Rcode.NOTIMP, "forward", NO_TRANSFERS), now)
            : ask(query, upstream, now);
      }
    }
    return giveUp(query);
  }

  private static boolean isTransfer(PendingQuery query) {
    int type = query.exchange().query().qtype();
    return type == RrType.AXFR || type == RrType.IXFR;
  }

  private boolean isAskable(PendingQuery query, long now) {
    return now < query.deadline && !inFlight.isFull();
  }

  /// Another upstream than the one that `query` asks, to be asked for the same; -1 if there is
  /// none.
  private int another(PendingQuery query, long now) {
    return isAskable(query, now) && !isTransfer(query) ? choice.another(query, now) : -1;
  }

  private Outcome ask(PendingQuery query, int upstream, long now) {
    query.upstream = upstream;
    query.attemptStart = now;
    query.retriedFresh = false;
    query.tries(upstreams[upstream].label());
    return send(query, now);
  }

  private Outcome send(PendingQuery query, long now) {
    SocketPool connections = sockets.pool(query.upstream, query.stream);
    UpstreamSocket socket =
        query.retriedFresh ? connections.fresh(now, random) : connections.pick(now, random);
    query.reusedConnection = socket.served() > 0;
    query.id = inFlight.freeId(random);
    query.timeoutAt = now + readTimeoutNanos;
    inFlight.add(query);
    if (late != null) {
      late.watch(query, now);
    }
    Query request = query.exchange().query();
    Octets.putU16(request.message(), Header.ID, query.id);
    socket.send(query, request);
    armTimer(query.timeoutAt - now);
    sockets.sweepLater();
    return Outcome.PARKED;
  }

  /// The upstream of `query` takes longer than it usually does: another one is asked as well.
  private void hedge(PendingQuery query, long now) {
    extra.late(query.upstream, now);
    if (query.twin != null || query.replied || limit.isReached()) {
      return;
    }
    int other = another(query, now);
    if (other >= 0 && extra.payForHedge(query.upstream)) {
      PendingQuery twin = pool.acquire();
      twin.beginBeside(query);
      ask(twin, other, now);
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
    show(query, socket, message, length, now);
    Outcome outcome =
        match == ReplyReader.Match.NO_QUESTION
            ? finish(query, refuse(query.exchange()), now)
            : answered(query, socket, message, length, now);
    resume(query, outcome);
  }

  private void show(
      PendingQuery query, UpstreamSocket socket, byte @Nullable [] reply, int length, long now) {
    if (tap != null) {
      boolean stream = socket.pool().isStream();
      InetSocketAddress upstream = upstreams[query.upstream].target(stream).address();
      tap.asked(query.exchange(), upstream, stream, now - query.attemptStart, reply, length);
    }
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
    int plainRcode = Header.rcode(Header.flags(message));
    if (query.replied && !isAnswer(plainRcode)) {
      observe(query, plainRcode, now);
      return finish(query, reactions.toReply(exchange), now);
    }
    int rcode = replies.take(exchange, message, length, truncated);
    if (rcode < 0) {
      return failed(query, socket, "malformed reply", now);
    }
    observe(query, rcode, now);
    if (reactions.otherUpstream(rcode)) {
      query.failovers++;
      if (leaveToTwin(query)) {
        return Outcome.PARKED;
      }
      if (query.failovers < upstreams.length) {
        return advance(query, now);
      }
    }
    if (wantsBetter(query, socket, rcode, now)) {
      return Outcome.PARKED;
    }
    boolean empty = Octets.u16(message, Header.ANCOUNT) == 0;
    extra.compare(query, isAnswer(rcode), now);
    return finish(query, reactions.toReply(rcode, empty), now);
  }

  private void observe(PendingQuery query, int rcode, long now) {
    long took = now - query.attemptStart;
    upstreams[query.upstream].observe(loop, rcode, took);
    standings[query.upstream].answered(took, query.wasLate, rcode == Rcode.SERVFAIL);
  }

  private boolean repeatsOverTcp(Exchange exchange) {
    return config.connections().preferUdp() || exchange.transport() == Transport.INTERNAL;
  }

  private static boolean isAnswer(int rcode) {
    return rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN;
  }

  /// Keeps a reply that is worth little, and asks for a better one; if none comes, it is the reply.
  private boolean wantsBetter(PendingQuery query, UpstreamSocket socket, int rcode, long now) {
    if (query.replied) {
      return false;
    }
    Exchange exchange = query.exchange();
    if (rcode == Rcode.SERVFAIL && reactions.doubts(exchange)) {
      return asksAnother(query, now);
    }
    boolean nothing =
        !socket.pool().isStream() && reactions.isWorthATcpQuery(exchange) && isAskable(query, now);
    if (nothing && !standings[query.upstream].streamsFail(now)) {
      extra.count(query.upstream, Upstream.Extra.TRUNCATED);
      query.replied = true;
      query.stream = true;
      send(query, now);
      return true;
    }
    return false;
  }

  private boolean asksAnother(PendingQuery query, long now) {
    @Nullable PendingQuery twin = query.twin;
    if (twin != null) {
      twin.replied = true;
      twin.doubted = query.upstream;
      return leaveToTwin(query);
    }
    int other = another(query, now);
    if (other < 0 || !extra.payForSecondOpinion(query.upstream)) {
      return false;
    }
    query.replied = true;
    query.doubted = query.upstream;
    ask(query, other, now);
    return true;
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
      resume(query, lost(query, socket, text, now));
    }
  }

  /// The upstream cannot answer one query.
  void failed(UpstreamSocket socket, int id, String reason) {
    @Nullable PendingQuery query = inFlight.find(id);
    if (query != null && query.socket == socket) {
      long now = loop.nanoTime();
      detach(query, socket, now);
      resume(query, lost(query, socket, reason, now));
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
      resume(query, lost(query, socket, ErrorText.timeout(socket), now));
    }
    @Nullable PendingQuery next = inFlight.oldest();
    if (next != null) {
      armTimer(next.timeoutAt - now);
    }
  }

  /// No reply came.
  private Outcome lost(PendingQuery query, UpstreamSocket socket, String text, long now) {
    show(query, socket, null, 0, now);
    return failed(query, socket, text, now);
  }

  private Outcome failed(PendingQuery query, UpstreamSocket socket, String text, long now) {
    query.lastError = text;
    socket.pool().upstream().suspect(loop, config.connections().forceTcp());
    if (leaveToTwin(query)) {
      return Outcome.PARKED;
    }
    if (query.replied) {
      if (query.doubted < 0) {
        standings[query.upstream].streamFailed(now);
      }
      return finish(query, reactions.toReply(query.exchange()), now);
    }
    query.connectAttempts++;
    boolean triesLeft = mostConnectAttempts == 0 || query.connectAttempts < mostConnectAttempts;
    return triesLeft && query.passed < upstreams.length ? advance(query, now) : giveUp(query);
  }

  private Outcome giveUp(PendingQuery query) {
    String text = query.lastError;
    if (text == null) {
      text = inFlight.isFull() ? "too many queries in flight" : "no healthy proxies";
    }
    limit.leave();
    return query.exchange().fail(Rcode.SERVFAIL, "forward", text);
  }

  private void detach(PendingQuery query, UpstreamSocket socket, long now) {
    inFlight.remove(query);
    if (late != null) {
      late.forget(query);
    }
    socket.leave(query, now);
  }

  /// Ends this try, if another of the same exchange is in flight.
  private boolean leaveToTwin(PendingQuery query) {
    @Nullable PendingQuery twin = query.twin;
    if (twin == null) {
      return false;
    }
    twin.replied |= query.replied;
    twin.failovers = Math.max(twin.failovers, query.failovers);
    query.part();
    pool.release(query);
    return true;
  }

  private Outcome finish(PendingQuery query, Outcome outcome, long now) {
    limit.leave();
    @Nullable PendingQuery twin = query.twin;
    if (twin != null) {
      query.part();
      @Nullable UpstreamSocket socket = twin.socket;
      if (socket != null) {
        detach(twin, socket, now);
      }
      pool.release(twin);
    }
    return outcome;
  }

  private void resume(PendingQuery query, Outcome outcome) {
    if (outcome != Outcome.PARKED) {
      Exchange exchange = query.exchange();
      pool.release(query);
      exchange.resume(outcome);
    }
  }

  private void armTimer(long delayNanos) {
    if (!timerArmed) {
      timerArmed = true;
      loop.schedule(onTimer, Math.max(LEAST_TIMER_NANOS, delayNanos));
    }
  }

  /// Closes what is idle, and the rest as soon as it is.
  void retire() {
    sockets.retire();
  }
}
