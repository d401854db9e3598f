package dev.nodens.plugin.cache;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Interceptor;
import dev.nodens.core.Outcome;
import dev.nodens.core.port.Platform;
import dev.nodens.core.server.ZoneTable;
import dev.nodens.plugin.cache.AnswerTable.Found;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Opcode;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers from the table, or lets the chain answer and looks at the reply on its way back.
///
/// A hit allocates nothing: one search, one copy, TTLs patched.
final class CacheHandler implements Handler {
  private static final int NONE = -1;
  private static final int TRIES = 4;

  private final AnswerTable table;
  private final CacheMetrics metrics;
  private final @Nullable ZoneTable<Name> zones;
  private final @Nullable ZoneTable<Name> noSuccess;
  private final @Nullable ZoneTable<Name> noDenial;
  private final boolean keepTtl;
  private final StalePolicy stale;
  private final PrefetchPolicy prefetch;
  private final Found[] found;
  private final ReplyKeeper[] keepers;
  private final Refresher[] refreshers;
  private @Nullable ZoneTable<Name> bypass;
  private final Interceptor onReply = this::onReply;
  private final Interceptor onVerified = this::onVerified;

  CacheHandler(CacheConfig config, AnswerTable table, CacheMetrics metrics, Platform platform) {
    this.table = table;
    this.metrics = metrics;
    this.zones = config.zones().contains(Name.ROOT) ? null : table(config.zones());
    this.noSuccess = config.disabledSuccess().isEmpty() ? null : table(config.disabledSuccess());
    this.noDenial = config.disabledDenial().isEmpty() ? null : table(config.disabledDenial());
    this.keepTtl = config.keepTtl();
    this.stale = new StalePolicy(config.stale());
    this.prefetch = new PrefetchPolicy(config.prefetch());
    int loops = platform.loops().size();
    this.found = new Found[loops];
    this.keepers = new ReplyKeeper[loops];
    this.refreshers = new Refresher[loops];
    var ledger = new RefreshLedger(stale.recheckNanos());
    for (int i = 0; i < loops; i++) {
      found[i] = new Found();
      keepers[i] = new ReplyKeeper(config, table, metrics, platform.clock(), noSuccess, noDenial);
      refreshers[i] = new Refresher(keepers[i], ledger, metrics, stale);
    }
  }

  private static ZoneTable<Name> table(List<Name> zones) {
    var byName = new LinkedHashMap<Name, Name>();
    zones.forEach(zone -> byName.put(zone, zone));
    return ZoneTable.of(byName);
  }

  /// Lets queries for these zones pass. Called before the first query.
  void bypass(List<Name> uncacheable) {
    bypass = uncacheable.isEmpty() ? null : table(uncacheable);
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Query query = exchange.query();
    if (query.opcode() != Opcode.QUERY || zones != null && zones.find(query) == null) {
      return Outcome.NEXT;
    }
    if (bypass != null && bypass.find(query) != null) {
      return Outcome.NEXT;
    }
    CacheMetrics.Row counters = metrics.of(exchange);
    int loop = exchange.loop().index();
    counters.requests().increment(loop);
    if (isDisabled(noSuccess, query) && isDisabled(noDenial, query)) {
      counters.misses().increment(loop);
      return Outcome.NEXT;
    }
    int hash = AnswerKey.hash(query);
    // Nothing waits before the cache, and to read the clock is 0.7 % of what an answer costs.
    long now = exchange.startNanos();
    Found entry = found[loop];
    for (int i = 0; i < TRIES; i++) {
      int kind = table.find(query, hash, entry) ? choose(entry, now) : NONE;
      if (kind == NONE) {
        break;
      }
      long left = entry.secondsLeft(kind, now);
      if (left <= 0 && stale.verify()) {
        counters.hits(kind).increment(loop);
        return verify(exchange, hash, now);
      }
      if (answer(exchange, entry, kind, left)) {
        counters.hits(kind).increment(loop);
        afterHit(exchange, hash, now, left, entry.ttl(kind));
        return Outcome.ANSWERED;
      }
    }
    counters.misses().increment(loop);
    askWithAd(query);
    exchange.intercept(onReply, null, hash);
    return Outcome.NEXT;
  }

  private static boolean isDisabled(@Nullable ZoneTable<Name> zones, Query query) {
    return zones != null && zones.find(query) != null;
  }

  /// Upstreams are told that the AD bit is understood (RFC 6840 §5.7): the answer is kept for all.
  static void askWithAd(Query query) {
    query.message()[Header.FLAGS + 1] |= (byte) Header.AD;
  }

  /// The kind of entry that answers: a denial goes before a positive answer, but a failure does
  /// not.
  private int choose(Found entry, long now) {
    boolean success = usable(entry, AnswerTable.SUCCESS, now);
    if (success && stale.preferPositive()) {
      return AnswerTable.SUCCESS;
    }
    if (usable(entry, AnswerTable.DENIAL, now)) {
      boolean failure = Header.rcode(entry.flags(AnswerTable.DENIAL)) == Rcode.SERVFAIL;
      return failure && success ? AnswerTable.SUCCESS : AnswerTable.DENIAL;
    }
    return success ? AnswerTable.SUCCESS : NONE;
  }

  private boolean usable(Found entry, int kind, long now) {
    return entry.has(kind) && entry.secondsLeft(kind, now) > -stale.seconds();
  }

  /// Writes the entry as the exchange's reply.
  ///
  /// @param left seconds that the entry has left; 0 or less if it has ended
  /// @return false if it is gone meanwhile
  private boolean answer(Exchange exchange, Found entry, int kind, long left) {
    Query query = exchange.query();
    int ttl = (int) left;
    if (left <= 0 && stale.ttl() > 0) {
      ttl = stale.ttl();
    } else if (keepTtl) {
      ttl = entry.ttl(kind);
    } else if (left <= 0) {
      ttl = 0;
    }
    MessageWriter reply = exchange.reply();
    reply.startReply(query);
    reply.flags(
        reply.flags() | (adWanted(query) ? entry.flags(kind) : entry.flags(kind) & ~Header.AD));
    return table.copy(entry, kind, ttl, reply);
  }

  /// Whether the client understands AD (RFC 6840 §5.7, §5.8).
  static boolean adWanted(Query query) {
    return query.dnssecOk() || (query.flags() & Header.AD) != 0;
  }

  private void afterHit(Exchange exchange, int hash, long now, long left, int ttl) {
    int loop = exchange.loop().index();
    if (left <= 0) {
      metrics.of(exchange).servedStale().increment(loop);
      refreshers[loop].refreshStale(exchange, hash, now);
    } else if (prefetch.isDue(hash, now, left, ttl)) {
      refreshers[loop].prefetch(exchange, hash, now);
    }
  }

  /// The upstream is asked before an answer that has ended is given out.
  private Outcome verify(Exchange exchange, int hash, long now) {
    int loop = exchange.loop().index();
    if (!refreshers[loop].claim(hash, now)) {
      return answerStale(exchange, hash, null);
    }
    if (stale.verifyTimeoutNanos() > 0) {
      return refreshers[loop].race(exchange, hash, () -> answerStale(exchange, hash, null));
    }
    askWithAd(exchange.query());
    exchange.intercept(onVerified, null, hash);
    return Outcome.NEXT;
  }

  private Outcome onVerified(Exchange exchange, Outcome outcome) {
    int hash = (int) exchange.interceptorBits();
    int loop = exchange.loop().index();
    boolean refreshed =
        outcome == Outcome.ANSWERED && keepers[loop].refresh(exchange, exchange.reply(), hash);
    refreshers[loop].done(hash, exchange.loop().nanoTime(), refreshed);
    if (refreshed) {
      exchange.options().clear();
      return outcome;
    }
    return answerStale(exchange, hash, outcome);
  }

  /// Answers from the table even after the entry's end.
  ///
  /// @param otherwise the outcome if the entry is gone; null: the chain goes on
  private Outcome answerStale(Exchange exchange, int hash, @Nullable Outcome otherwise) {
    int loop = exchange.loop().index();
    long now = exchange.loop().nanoTime();
    Found entry = found[loop];
    for (int i = 0; i < TRIES; i++) {
      int kind = table.find(exchange.query(), hash, entry) ? choose(entry, now) : NONE;
      if (kind == NONE) {
        break;
      }
      if (answer(exchange, entry, kind, entry.secondsLeft(kind, now))) {
        metrics.of(exchange).servedStale().increment(loop);
        return Outcome.ANSWERED;
      }
    }
    if (otherwise != null) {
      return otherwise;
    }
    askWithAd(exchange.query());
    exchange.intercept(onReply, null, hash);
    return Outcome.NEXT;
  }

  private Outcome onReply(Exchange exchange, Outcome outcome) {
    ReplyKeeper keeper = keepers[exchange.loop().index()];
    int hash = (int) exchange.interceptorBits();
    if (outcome == Outcome.ANSWERED) {
      keeper.keep(exchange, exchange.reply(), hash);
      // What an upstream's OPT said is for one hop, and gone on every hit.
      exchange.options().clear();
    } else if (outcome == Outcome.FAILED
        && exchange.failureRcode() == Rcode.SERVFAIL
        && exchange.failure() != null) {
      keeper.keepFailure(exchange, hash);
    }
    return outcome;
  }
}
