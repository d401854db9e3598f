package dev.nodens.plugin.kubernetes.feed;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Says to the threads of a feed that it is over. Thread-safe.
final class Stop {
  private final CountDownLatch stopped = new CountDownLatch(1);

  /// Ends all waits, now and later.
  void now() {
    stopped.countDown();
  }

  /// Whether it is over.
  boolean isStopped() {
    return stopped.getCount() == 0;
  }

  /// Waits for `time`, less if it is over before.
  void await(Duration time) throws InterruptedException {
    stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
