package dev.nodens.plugin.cache;

import java.util.concurrent.atomic.AtomicLongArray;

/// Counts hits per key and says when a popular answer that ends soon is to be fetched anew.
///
/// Keys share counters by hash: a collision can only fetch one answer more than needed. Any loop.
final class PrefetchPolicy {
  private static final int COUNTERS = 1 << 14;
  private static final int HIT_BITS = 24;
  private static final long HITS = (1L << HIT_BITS) - 1;
  private static final long NANOS_PER_TICK = 1_000_000L;

  private final int least;
  private final long gapTicks;
  private final int percentage;
  private final AtomicLongArray counters;

  PrefetchPolicy(CacheConfig.Prefetch config) {
    least = config.hits();
    gapTicks = config.gap().toMillis();
    percentage = config.percentage();
    counters = new AtomicLongArray(least == 0 ? 0 : COUNTERS);
  }

  /// Counts a hit.
  ///
  /// @param left seconds that the answer has left
  /// @param ttl seconds that it had
  boolean isDue(int hash, long now, long left, int ttl) {
    if (least == 0) {
      return false;
    }
    int slot = hash & COUNTERS - 1;
    long tick = now / NANOS_PER_TICK;
    long before = counters.getPlain(slot);
    boolean recent = tick - (before >> HIT_BITS) <= gapTicks;
    long hits = recent ? Math.min(HITS, (before & HITS) + 1) : 1;
    counters.setPlain(slot, tick << HIT_BITS | hits);
    int threshold = (ttl * percentage + 99) / 100;
    return hits >= least && left <= threshold;
  }
}
