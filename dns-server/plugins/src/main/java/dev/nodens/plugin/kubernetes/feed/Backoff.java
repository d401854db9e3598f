package dev.nodens.plugin.kubernetes.feed;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait after failures: doubling from 0.8 s to 30 s, each with up to as much again by
/// chance, so that many servers do not come back at once.
final class Backoff {
  private static final long FIRST_MILLIS = 800;
  private static final long LAST_MILLIS = 30_000;

  private final RandomGenerator random;
  private long millis = FIRST_MILLIS;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /// Starts at the shortest wait again.
  void reset() {
    millis = FIRST_MILLIS;
  }

  /// The next wait.
  Duration next() {
    long base = millis;
    millis = Math.min(LAST_MILLIS, millis * 2);
    return Duration.ofMillis(base + random.nextLong(base));
  }
}
