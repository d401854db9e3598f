package dev.nodens.plugin.forward;

/// How one upstream has done lately, as one event loop has seen it: how long it usually takes, and
/// whether the others are better. Times are nanoseconds of the loop's clock.
///
/// The time that 19 of 20 queries stay below is followed step by step: a query that took longer
/// raises it by 19 parts, one that did not lowers it by 1, so that it rests where one in twenty is
/// longer. No sample is stored.
final class Standing {
  /// No upstream is called late before this time has passed.
  static final long LEAST_PATIENCE = 10_000_000L;

  private static final long FIRST_GUESS = 200_000_000L;
  private static final long LEAST_USUAL = 1_000_000L;
  private static final int LEARNING = 32;
  private static final long COARSE = 40;
  private static final long FINE = 200;
  private static final int MOST_CONTRADICTIONS = 3;
  private static final int MOST_LATE = 8;
  private static final long SILENCE_NANOS = 200_000_000L;
  private static final long POOR_NANOS = 10_000_000_000L;
  private static final long STREAMS_FAIL_NANOS = 60_000_000_000L;

  private final long mostUsual;
  private long usual;
  private int samples;
  private int contradictions;
  private int late;
  private long lateSince;
  private boolean poor;
  private long poorSince;
  private boolean streamsFail;
  private long streamsFailSince;

  /// @param readTimeout after which a query is given up; half of it is the most patience
  Standing(long readTimeout) {
    mostUsual = Math.max(LEAST_PATIENCE, readTimeout / 2);
    usual = Math.min(FIRST_GUESS, mostUsual);
  }

  /// How long a query may take before the upstream counts as late.
  long patience() {
    return Math.max(LEAST_PATIENCE, usual);
  }

  /// It answered, late or not.
  ///
  /// @param wasLate whether [#late] was said of the query
  /// @param servfail whether the answer was SERVFAIL
  void answered(long took, boolean wasLate, boolean servfail) {
    late = 0;
    if (!wasLate) {
      sample(took > usual);
    }
    if (!servfail) {
      contradictions = 0;
      poor = false;
    }
  }

  /// A query has taken longer than [#patience]. Many at once may be this machine's own pause, so it
  /// takes some time, too, to be called silent. Of those with no answer between only the first says
  /// anything of what is usual: a dead upstream must not be waited for longer and longer.
  ///
  /// @return whether it is poor from now on, and was not before
  boolean late(long now) {
    if (late++ == 0) {
      lateSince = now;
      sample(true);
    }
    return late >= MOST_LATE && now - lateSince >= SILENCE_NANOS && becomesPoor(now);
  }

  /// It answered SERVFAIL, and another upstream had an answer to the same question.
  ///
  /// @return whether it is poor from now on, and was not before
  boolean contradicted(long now) {
    return ++contradictions >= MOST_CONTRADICTIONS && becomesPoor(now);
  }

  /// One more mistake makes it poor again after its time; an answer clears it.
  private boolean becomesPoor(long now) {
    late = Math.min(late, MOST_LATE - 1);
    contradictions = Math.min(contradictions, MOST_CONTRADICTIONS - 1);
    boolean news = !isPoor(now);
    poor = true;
    poorSince = now;
    return news;
  }

  /// Whether others are to be asked first.
  boolean isPoor(long now) {
    return poor && now - poorSince < POOR_NANOS;
  }

  /// A query over TCP failed that was only made because UDP had no room for the answer.
  void streamFailed(long now) {
    streamsFail = true;
    streamsFailSince = now;
  }

  /// Whether TCP was seen to fail in the last minute.
  boolean streamsFail(long now) {
    return streamsFail && now - streamsFailSince < STREAMS_FAIL_NANOS;
  }

  private void sample(boolean above) {
    long parts = samples < LEARNING ? COARSE : FINE;
    samples = Math.min(samples + 1, LEARNING);
    usual += above ? usual * 19 / parts : -(usual / parts);
    usual = Math.clamp(usual, LEAST_USUAL, mostUsual);
  }
}
