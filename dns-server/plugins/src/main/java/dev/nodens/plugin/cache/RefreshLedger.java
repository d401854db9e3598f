package dev.nodens.plugin.cache;

import java.util.concurrent.atomic.AtomicLongArray;

/// Which answers are being fetched anew, so that each is fetched once at a time, and when the next
/// try after a failed one may be.
///
/// Keys share places by hash: a collision can only put a refresh off. Any loop.
final class RefreshLedger {
  private static final int PLACES = 1 << 10;
  private static final long LONGEST_NANOS = 10_000_000_000L;

  private final AtomicLongArray busyUntil = new AtomicLongArray(PLACES);
  private final long recheckNanos;

  /// @param recheckNanos pause after a failed refresh
  RefreshLedger(long recheckNanos) {
    this.recheckNanos = recheckNanos;
  }

  /// Whether the caller may refresh the answer of this hash; it has to call [#done] then.
  boolean claim(int hash, long now) {
    int place = hash & PLACES - 1;
    long until = busyUntil.get(place);
    boolean free = until == 0 || until - now <= 0;
    return free && busyUntil.compareAndSet(place, until, Math.max(1, now + LONGEST_NANOS));
  }

  void done(int hash, long now, boolean refreshed) {
    boolean pause = !refreshed && recheckNanos > 0;
    busyUntil.set(hash & PLACES - 1, pause ? Math.max(1, now + recheckNanos) : 0);
  }
}
