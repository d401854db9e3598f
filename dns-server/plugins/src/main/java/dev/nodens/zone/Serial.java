package dev.nodens.zone;

/// Serial numbers of zones: 32 bits that wrap (RFC 1982).
public final class Serial {
  private static final long HALF = 1L << 31;

  private Serial() {}

  /// Whether `a` is newer than `b`, both unsigned 32-bit numbers.
  public static boolean isNewer(long a, long b) {
    long ahead = a - b & 0xffffffffL;
    return ahead != 0 && ahead < HALF;
  }
}
