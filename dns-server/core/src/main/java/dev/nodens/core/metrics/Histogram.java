package dev.nodens.core.metrics;

/// Counts observations by upper bound.
public final class Histogram {
  private final long[] bounds;
  private final double scale;
  private final Cells cells;

  Histogram(int loops, long[] bounds, double scale) {
    this.bounds = bounds;
    this.scale = scale;
    this.cells = new Cells(loops, bounds.length + 2);
  }

  /// Counts `value`, in the histogram's raw unit, from event loop `loop`; no lock, no allocation.
  public void observe(int loop, long value) {
    cells.add(loop, bucket(value), 1);
    cells.add(loop, bounds.length + 1, value);
  }

  /// Counts `value` from any thread that is not an event loop.
  public void observeShared(long value) {
    cells.addShared(bucket(value), 1);
    cells.addShared(bounds.length + 1, value);
  }

  private int bucket(long value) {
    int bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]) {
      bucket++;
    }
    return bucket;
  }

  /// Upper bounds in the exported unit, ascending, without the infinite one.
  public double[] bounds() {
    double[] scaled = new double[bounds.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = bounds[i] * scale;
    }
    return scaled;
  }

  /// Observations in each bucket, not cumulative; the last is the infinite one.
  public long[] counts() {
    long[] counts = new long[bounds.length + 1];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = cells.sum(i);
    }
    return counts;
  }

  /// Sum of all observations in the exported unit.
  public double sum() {
    return cells.sum(bounds.length + 1) * scale;
  }
}
