package dev.nodens.plugin.kubernetes.feed;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Holds requests back: so many a second, so many at once, so many waiting for their response.
final class RequestBudget {
  private static final int DEFAULT_BURST = 10;

  private final double perNano;
  private final int burst;
  private final Semaphore inflight;
  private final ReentrantLock lock = new ReentrantLock();
  private double tokens;
  private long filledAt;

  /// Zeros mean: no limit a second, 10 at once, any number waiting.
  RequestBudget(double perSecond, int burst, int maxInflight) {
    this.perNano = perSecond / 1e9;
    this.burst = burst > 0 ? burst : DEFAULT_BURST;
    this.inflight = new Semaphore(maxInflight > 0 ? maxInflight : Integer.MAX_VALUE);
    this.tokens = this.burst;
    this.filledAt = System.nanoTime();
  }

  /// Waits for its turn; [#end] must follow when the response's head is there, or none will come.
  void begin() throws InterruptedException {
    long wait = reserve(System.nanoTime());
    if (wait > 0) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
    inflight.acquire();
  }

  /// Ends what [#begin] began.
  void end() {
    inflight.release();
  }

  private long reserve(long now) {
    if (perNano == 0) {
      return 0;
    }
    lock.lock();
    try {
      tokens = Math.min(burst, tokens + (now - filledAt) * perNano);
      filledAt = now;
      tokens--;
      return tokens >= 0 ? 0 : (long) (-tokens / perNano);
    } finally {
      lock.unlock();
    }
  }
}
