package dev.nodens.plugin.cache;

import dev.nodens.core.Exchange;
import dev.nodens.core.Outcome;
import dev.nodens.core.ReplySink;
import dev.nodens.core.port.Loop;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Rcode;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Fetches answers anew beside the exchange that asked for them. One event loop each.
final class Refresher {
  private final ReplyKeeper keeper;
  private final RefreshLedger ledger;
  private final CacheMetrics metrics;
  private final StalePolicy stale;
  private final ReplySink ofPrefetch = new Background(false);
  private final ReplySink ofStale = new Background(true);

  Refresher(ReplyKeeper keeper, RefreshLedger ledger, CacheMetrics metrics, StalePolicy stale) {
    this.keeper = keeper;
    this.ledger = ledger;
    this.metrics = metrics;
    this.stale = stale;
  }

  /// Whether the caller may fetch the answer; see [RefreshLedger#claim]. Without a time-out and
  /// without a pause after failures everybody may, as upstream.
  boolean claim(int hash, long now) {
    boolean tracked = stale.recheckNanos() > 0 || stale.verifyTimeoutNanos() > 0;
    return !tracked || ledger.claim(hash, now);
  }

  void done(int hash, long now, boolean refreshed) {
    ledger.done(hash, now, refreshed);
  }

  /// Fetches an answer that ends soon.
  void prefetch(Exchange exchange, int hash, long now) {
    ask(exchange, hash, now, ofPrefetch);
  }

  /// Fetches an answer that has ended and was given out nevertheless.
  void refreshStale(Exchange exchange, int hash, long now) {
    ask(exchange, hash, now, ofStale);
  }

  private void ask(Exchange exchange, int hash, long now, ReplySink sink) {
    if (ledger.claim(hash, now)) {
      metrics.of(exchange).prefetches().increment(exchange.loop().index());
      CacheHandler.askWithAd(exchange.query());
      exchange.askRest(sink);
    }
  }

  /// Asks the upstream, but answers from the cache if that takes too long.
  ///
  /// @param fromCache answers the exchange without the upstream; gives its outcome
  Outcome race(Exchange exchange, int hash, Supplier<Outcome> fromCache) {
    CacheHandler.askWithAd(exchange.query());
    return new Race(exchange, hash, fromCache).start();
  }

  /// Takes replies that no client waits for.
  private final class Background implements ReplySink {
    private final boolean ended;

    /// @param ended whether the answer to be replaced has ended
    Background(boolean ended) {
      this.ended = ended;
    }

    @Override
    public void send(Exchange inner) {
      int hash = AnswerKey.hash(inner.query());
      boolean refreshed = false;
      if (ended) {
        refreshed = keeper.refresh(inner, inner.reply(), hash);
      } else if (Header.rcode(inner.reply().flags()) != Rcode.SERVFAIL) {
        // A failure, which may be the server's own, must not shadow the answer that is still good.
        keeper.keep(inner, inner.reply(), hash);
        refreshed = true;
      }
      end(inner, hash, refreshed);
    }

    @Override
    public void drop(Exchange inner) {
      end(inner, AnswerKey.hash(inner.query()), false);
    }

    private void end(Exchange inner, int hash, boolean refreshed) {
      ledger.done(hash, inner.loop().nanoTime(), refreshed);
      inner.release();
    }
  }

  /// One exchange that waits for the upstream or for its time to be up.
  private final class Race implements ReplySink {
    private final Exchange exchange;
    private final int hash;
    private final Supplier<Outcome> fromCache;
    private Loop.@Nullable Timer timer;
    private @Nullable Outcome outcome;
    private boolean started;

    Race(Exchange exchange, int hash, Supplier<Outcome> fromCache) {
      this.exchange = exchange;
      this.hash = hash;
      this.fromCache = fromCache;
    }

    Outcome start() {
      exchange.askRest(this);
      Outcome early = outcome;
      if (early != null) {
        return early;
      }
      started = true;
      timer = exchange.loop().schedule(this::timeOut, stale.verifyTimeoutNanos());
      return Outcome.PARKED;
    }

    @Override
    public void send(Exchange inner) {
      boolean refreshed = keeper.refresh(inner, inner.reply(), hash);
      ledger.done(hash, inner.loop().nanoTime(), refreshed);
      if (outcome == null) {
        if (refreshed) {
          take(inner.reply());
        }
        end(refreshed ? Outcome.ANSWERED : fromCache.get());
      }
      inner.release();
    }

    @Override
    public void drop(Exchange inner) {
      ledger.done(hash, inner.loop().nanoTime(), false);
      if (outcome == null) {
        end(fromCache.get());
      }
      inner.release();
    }

    private void take(MessageWriter fresh) {
      keeper.copy(fresh, exchange);
    }

    private void timeOut() {
      if (outcome == null) {
        end(fromCache.get());
      }
    }

    private void end(Outcome reached) {
      outcome = reached;
      if (timer != null) {
        timer.cancel();
      }
      if (started) {
        exchange.resume(reached);
      }
    }
  }
}
