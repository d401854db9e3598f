package dev.nodens.plugin.errors;

/// Lets a bounded number of lines through each second and counts the others, so that an outage does
/// not fill a disk. One event loop.
final class LineLimit {
  static final long PERIOD_NANOS = 1_000_000_000L;
  private static final int LINES = 100;

  private int lines;
  private long suppressed;
  private long since;

  /// Whether a line may be written.
  ///
  /// @param now on the loop's clock
  boolean admits(long now) {
    if (lines == 0 || now - since >= PERIOD_NANOS) {
      since = now;
      lines = 0;
    }
    if (lines < LINES) {
      lines++;
      return true;
    }
    return false;
  }

  /// Counts a line that was not admitted; true if it is the first since [#takeSuppressed].
  boolean suppress() {
    return suppressed++ == 0;
  }

  /// How many lines were counted since the last call.
  long takeSuppressed() {
    long number = suppressed;
    suppressed = 0;
    return number;
  }
}
