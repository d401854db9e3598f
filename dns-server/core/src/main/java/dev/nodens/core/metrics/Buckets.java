package dev.nodens.core.metrics;

/// Upper bounds of a histogram in its raw unit, and what to multiply by to get the exported unit.
///
/// @param bounds ascending
/// @param scale exported unit over raw unit, such as 1e-9 for nanoseconds exported as seconds
public record Buckets(long[] bounds, double scale) {
  /// 0.25 ms doubled 15 times up to 8.192 s; raw unit nanoseconds.
  public static final Buckets TIME = exponential(250_000, 2, 16);

  /// 0.25 ms times ten, five bounds; raw unit nanoseconds.
  public static final Buckets SLIM_TIME = exponential(250_000, 10, 5);

  /// 1 ms doubled 19 times; raw unit nanoseconds.
  public static final Buckets PROGRAMMING = exponential(1_000_000, 2, 20);

  /// Prometheus's defaults, 5 ms to 10 s; raw unit nanoseconds.
  public static final Buckets DEFAULT =
      new Buckets(
          new long[] {
            5_000_000,
            10_000_000,
            25_000_000,
            50_000_000,
            100_000_000,
            250_000_000,
            500_000_000,
            1_000_000_000,
            2_500_000_000L,
            5_000_000_000L,
            10_000_000_000L
          },
          1e-9);

  /// Message sizes in octets.
  public static final Buckets SIZE =
      new Buckets(
          new long[] {
            0, 100, 200, 300, 400, 511, 1023, 2047, 4095, 8291, 16000, 32000, 48000, 64000
          },
          1);

  private static Buckets exponential(long first, int factor, int count) {
    long[] bounds = new long[count];
    long bound = first;
    for (int i = 0; i < count; i++) {
      bounds[i] = bound;
      bound *= factor;
    }
    return new Buckets(bounds, 1e-9);
  }
}
