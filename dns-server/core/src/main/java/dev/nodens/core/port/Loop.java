package dev.nodens.core.port;

import dev.nodens.core.ExchangePool;

/// One event loop: the only thread that touches its sockets, exchanges and per-loop state.
public interface Loop {
  /// 0 and up, dense: index for per-loop state.
  int index();

  /// Whether the calling thread is this loop's.
  boolean isCurrent();

  /// Runs `task` on the loop, soon. Any thread.
  void execute(Runnable task);

  /// Runs `task` on the loop after `delayNanos`. Any thread.
  Timer schedule(Runnable task, long delayNanos);

  /// The loop's exchanges. Loop thread only.
  ExchangePool exchanges();

  /// Opens connections to upstreams. Loop thread only.
  UpstreamConnector upstreams();

  /// Monotonic time in nanoseconds.
  long nanoTime();

  /// A task that will run unless cancelled.
  interface Timer {
    /// Keeps the task from running, if it has not run yet. Any thread.
    void cancel();
  }
}
