package dev.nodens.app;

import dev.nodens.corefile.GoSyntax;
import java.time.Duration;

/// How long a process that was told to stop goes on answering, so that no client loses a query when
/// its pod is replaced. Immutable; any thread.
///
/// The environment variable `NODENS_DRAIN` describes it, such as `least=10s quiet=2s most=23s`. A
/// pod that ends has clients for a while: endpoints, and the entries of connection tracking that
/// pin a client's port to the pod, go only after `/ready` has failed and the nodes have heard of
/// it. Without the variable the process stops as CoreDNS does.
///
/// @param least time since the word to stop during which silence does not count: a client may ask
///   seldom, and its port is pinned all the same
/// @param quiet time without a query that shows that the clients have gone
/// @param most time since the word to stop after which clients are not waited for
record Drain(Duration least, Duration quiet, Duration most) {
  static final String VARIABLE = "NODENS_DRAIN";
  static final Drain NONE = new Drain(Duration.ZERO, Duration.ZERO, Duration.ZERO);

  private static final Duration QUIET = Duration.ofSeconds(2);

  /// @param text value of the variable; empty for no drain
  /// @throws IllegalArgumentException naming the word that cannot be read, or when `most` is
  ///   missing or less than `least`
  static Drain of(String text) {
    if (text.isBlank()) {
      return NONE;
    }
    Duration least = Duration.ZERO;
    Duration quiet = QUIET;
    Duration most = Duration.ZERO;
    for (String word : text.strip().split("\\s+")) {
      int equals = word.indexOf('=');
      switch (word.substring(0, Math.max(0, equals))) {
        case "least" -> least = duration(word, equals);
        case "quiet" -> quiet = duration(word, equals);
        case "most" -> most = duration(word, equals);
        default -> throw unreadable(word, "is none of least=, quiet= and most= with a duration");
      }
    }
    if (most.isZero() || most.compareTo(least) < 0) {
      throw unreadable(text, "needs most=, and no less than least=");
    }
    return new Drain(least, quiet, most);
  }

  private static Duration duration(String word, int equals) {
    Duration duration;
    try {
      duration = GoSyntax.duration(word.substring(equals + 1));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(VARIABLE + ": \"" + word + "\": " + e.getMessage(), e);
    }
    if (duration.isNegative()) {
      throw unreadable(word, "is less than nothing");
    }
    return duration;
  }

  private static IllegalArgumentException unreadable(String word, String why) {
    return new IllegalArgumentException(VARIABLE + ": \"" + word + "\" " + why);
  }

  /// Whether there is nothing to wait for.
  boolean isNone() {
    return most.isZero();
  }

  /// Watches one end, from the moment of the call.
  ///
  /// @param toldAt when the process was told to stop, in nanoseconds of a monotonic clock
  /// @param queries number of queries up to then
  Watch watch(long toldAt, long queries) {
    return new Watch(toldAt, queries);
  }

  /// What is known of the clients while the process drains. Not thread-safe.
  final class Watch {
    private final long toldAt;
    private final long first;
    private long queries;
    private long lastQueryAt;

    private Watch(long toldAt, long queries) {
      this.toldAt = toldAt;
      this.first = queries;
      this.queries = queries;
      this.lastQueryAt = toldAt;
    }

    /// Whether the process may stop.
    ///
    /// @param now nanoseconds of the same clock
    /// @param queriesUpToNow number of queries up to now
    boolean isOver(long now, long queriesUpToNow) {
      if (queriesUpToNow != queries) {
        queries = queriesUpToNow;
        lastQueryAt = now;
      }
      long passed = now - toldAt;
      return passed >= most.toNanos()
          || (passed >= least.toNanos() && now - lastQueryAt >= quiet.toNanos());
    }

    /// Whether the clients had gone when it was over.
    boolean isQuiet(long now) {
      return now - lastQueryAt >= quiet.toNanos();
    }

    /// Queries answered since the word to stop.
    long answered() {
      return queries - first;
    }
  }
}
