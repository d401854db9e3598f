package dev.nodens.plugin.forward;

import java.util.concurrent.atomic.AtomicInteger;

/// Counts the queries in flight of one `forward` on all event loops, if `max_concurrent` is set.
final class ConcurrencyLimit {
  private final int most;
  private final AtomicInteger entered = new AtomicInteger();

  /// @param most 0 means without limit
  ConcurrencyLimit(int most) {
    this.most = most;
  }

  /// Whether one more is fine; if so it counts until [#leave].
  boolean enter() {
    if (most == 0) {
      return true;
    }
    if (entered.incrementAndGet() <= most) {
      return true;
    }
    entered.decrementAndGet();
    return false;
  }

  /// Whether not one more is fine.
  boolean isReached() {
    return most > 0 && entered.get() >= most;
  }

  void leave() {
    if (most > 0) {
      entered.decrementAndGet();
    }
  }

  /// Why [#enter] said no.
  String refusal() {
    return "concurrent queries exceeded maximum " + most;
  }
}
