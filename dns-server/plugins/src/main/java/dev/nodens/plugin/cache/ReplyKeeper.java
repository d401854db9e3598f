package dev.nodens.plugin.cache;

import dev.nodens.core.Exchange;
import dev.nodens.core.server.ZoneTable;
import dev.nodens.plugin.cache.ReplyFacts.Kind;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Decides which replies are kept and for how long, gives all their records that TTL, and stores
/// them. One event loop each.
final class ReplyKeeper {
  private static final int FALLBACK_TTL = 5;

  private final CacheConfig config;
  private final AnswerTable table;
  private final CacheMetrics metrics;
  private final InstantSource clock;
  private final @Nullable ZoneTable<Name> noSuccess;
  private final @Nullable ZoneTable<Name> noDenial;
  private final boolean preferPositive;
  private final int servfailTtl;
  private final ReplyFacts facts = new ReplyFacts();
  private final MessageWriter failure = new MessageWriter(0);

  ReplyKeeper(
      CacheConfig config,
      AnswerTable table,
      CacheMetrics metrics,
      InstantSource clock,
      @Nullable ZoneTable<Name> noSuccess,
      @Nullable ZoneTable<Name> noDenial) {
    this.config = config;
    this.table = table;
    this.metrics = metrics;
    this.clock = clock;
    this.noSuccess = noSuccess;
    this.noDenial = noDenial;
    this.preferPositive = config.stale().map(CacheConfig.Stale::preferPositive).orElse(false);
    this.servfailTtl = (int) config.servfail().toSeconds();
  }

  /// Keeps `reply` if it is fit for it. In any case all its records get the same TTL, and AD goes
  /// unless the client understands it.
  void keep(Exchange exchange, MessageWriter reply, int hash) {
    Query query = exchange.query();
    facts.read(reply, query, clock.millis() / 1000);
    int ttl = ttl();
    facts.flatten(reply, ttl);
    if (facts.storable() && ttl > 0) {
      if (facts.sameQuestion()) {
        store(exchange, reply, hash, ttl);
      } else {
        metrics.of(exchange).drops().increment(exchange.loop().index());
      }
    }
    if (!CacheHandler.adWanted(query)) {
      reply.flags(reply.flags() & ~Header.AD);
    }
  }

  /// Keeps `reply` only if it may take the place of an answer that has ended (RFC 8767 §4).
  ///
  /// @return whether it may
  boolean refresh(Exchange exchange, MessageWriter reply, int hash) {
    facts.read(reply, exchange.query(), clock.millis() / 1000);
    int rcode = Header.rcode(facts.flags());
    boolean complete = (facts.flags() & Header.TC) == 0 && facts.sameQuestion();
    boolean fit =
        preferPositive
            ? facts.kind() == Kind.SUCCESS && facts.answering()
            : facts.kind() != Kind.OTHER && (rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN);
    if (complete && (fit || preferPositive)) {
      keep(exchange, reply, hash);
    }
    return complete && fit;
  }

  /// Makes the reply that was read last the reply of `exchange`, which asked the same question.
  void copy(MessageWriter from, Exchange exchange) {
    MessageWriter reply = exchange.reply();
    reply.startReply(exchange.query());
    int taken = Header.AA | Header.RA | Header.AD | Header.RCODE_MASK;
    int dropped = CacheHandler.adWanted(exchange.query()) ? 0 : Header.AD;
    reply.flags(reply.flags() | facts.flags() & taken & ~dropped);
    reply.body(
        from.buffer(),
        facts.recordsAt(),
        facts.recordsLength(),
        facts.answers(),
        facts.authorities(),
        facts.additionals());
  }

  /// Keeps that no reply could be had.
  void keepFailure(Exchange exchange, int hash) {
    if (servfailTtl > 0) {
      failure.startReply(exchange.query());
      failure.rcode(Rcode.SERVFAIL);
      facts.read(failure, exchange.query(), 0);
      store(exchange, failure, hash, servfailTtl);
    }
  }

  /// The TTL of the whole reply: the least of all, within the limits of its kind.
  private int ttl() {
    return switch (facts.kind()) {
      case SUCCESS -> within(config.success(), leastTtl());
      case DELEGATION, OTHER -> within(config.success(), FALLBACK_TTL);
      case NO_DATA, NAME_ERROR -> within(config.denial(), leastTtl());
      case FAILURE -> servfailTtl;
    };
  }

  private long leastTtl() {
    return facts.leastTtl() < 0 ? FALLBACK_TTL : facts.leastTtl();
  }

  private static int within(CacheConfig.Limits limits, long ttl) {
    return (int) Math.min(Math.max(ttl, limits.minTtl()), limits.ttl());
  }

  private void store(Exchange exchange, MessageWriter reply, int hash, int ttl) {
    Query query = exchange.query();
    boolean positive = facts.kind() == Kind.SUCCESS || facts.kind() == Kind.DELEGATION;
    @Nullable ZoneTable<Name> disabled = positive ? noSuccess : noDenial;
    if (disabled != null && disabled.find(query) != null) {
      return;
    }
    // With prefer_positive a reply that answers nothing must not displace one that does.
    boolean success = positive && (!preferPositive || facts.answering());
    int kind = success ? AnswerTable.SUCCESS : AnswerTable.DENIAL;
    long now = exchange.loop().nanoTime();
    int evicted = table.put(query, hash, kind, reply, facts, ttl, now, success);
    if (evicted > 0) {
      metrics.of(exchange).evictions(kind).add(exchange.loop().index(), evicted);
    }
  }
}
