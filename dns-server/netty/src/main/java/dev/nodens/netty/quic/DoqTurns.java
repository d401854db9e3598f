package dev.nodens.netty.quic;

import java.util.ArrayDeque;
import java.util.Queue;

/// How many queries of DNS over QUIC one event loop asks at once; more wait for their turn, which
/// the limits of connections and streams bound. One event loop.
final class DoqTurns {
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final long most;
  private long taken;
  private boolean passingOn;

  /// @param most 1 and up
  DoqTurns(long most) {
    this.most = most;
  }

  /// Runs `query` now, or when it is its turn; it gives the turn back.
  void take(Runnable query) {
    if (taken < most) {
      taken++;
      query.run();
    } else {
      waiting.add(query);
    }
  }

  /// A query needs its turn no longer.
  void giveBack() {
    taken--;
    if (passingOn) {
      // A query that was answered at once: the loop below goes on.
      return;
    }
    passingOn = true;
    while (taken < most && !waiting.isEmpty()) {
      taken++;
      waiting.remove().run();
    }
    passingOn = false;
  }
}
