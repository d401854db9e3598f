package dev.nodens.e2e;

import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts the queries of one kind of client. Thread-safe.
final class Tally {
  private final String kind;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger cutOff = new AtomicInteger();
  private final AtomicInteger slowest = new AtomicInteger();

  /// @param kind name of the kind, without spaces
  Tally(String kind) {
    this.kind = kind;
  }

  void asked() {
    asked.incrementAndGet();
  }

  /// @param sentAt of [System#nanoTime]
  void answered(long sentAt) {
    slowest.accumulateAndGet((int) ((System.nanoTime() - sentAt) / 1_000_000), Math::max);
  }

  /// @param sentAt of [System#nanoTime]
  void failed(long sentAt, String why) {
    failed.incrementAndGet();
    say("failed", sentAt, why);
  }

  /// A failure of its own kind: the server answered, but the answer came from the server's own
  /// address, because connection tracking had forgotten the way while it was under way.
  ///
  /// @param sentAt of [System#nanoTime]
  void cutOff(long sentAt, String by) {
    failed.incrementAndGet();
    cutOff.incrementAndGet();
    say("cut off", sentAt, "the answer came from " + by);
  }

  private void say(String what, long sentAt, String why) {
    long ago = (System.nanoTime() - sentAt) / 1_000_000;
    LocalTime sent = LocalTime.now(ZoneOffset.UTC).minus(ago, ChronoUnit.MILLIS);
    System.out.printf("%s %s: asked at %s: %s%n", kind, what, sent, why);
  }

  /// One line for [SteadyClient].
  String summary() {
    return kind
        + " summary: asked=%d failed=%d cutoff=%d slowest=%d"
            .formatted(asked.get(), failed.get(), cutOff.get(), slowest.get());
  }
}
