package dev.nodens.core.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Rows of numbers, one row for each event loop and one shared by all other threads.
///
/// A loop is the only writer of its row, so it adds without an atomic instruction; readers see each
/// number untorn and at some recent moment. Rows lie a cache line apart.
final class Cells {
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int LINE = 8;

  private final long[] numbers;
  private final int width;
  private final int rows;
  private final int stride;

  Cells(int loops, int width) {
    this.width = width;
    this.rows = loops + 1;
    this.stride = (width + LINE - 1) / LINE * LINE + LINE;
    this.numbers = new long[rows * stride];
  }

  /// Adds to a loop's own number. Only that loop's thread may call it.
  void add(int loop, int column, long amount) {
    int at = (loop + 1) * stride + column;
    LONGS.setOpaque(numbers, at, (long) LONGS.getOpaque(numbers, at) + amount);
  }

  /// Adds to the number shared by threads that are no event loops.
  void addShared(int column, long amount) {
    LONGS.getAndAdd(numbers, column, amount);
  }

  long sum(int column) {
    long sum = 0;
    for (int row = 0; row < rows; row++) {
      sum += (long) LONGS.getOpaque(numbers, row * stride + column);
    }
    return sum;
  }

  int width() {
    return width;
  }
}
