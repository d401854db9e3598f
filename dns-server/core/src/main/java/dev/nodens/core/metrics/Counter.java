package dev.nodens.core.metrics;

/// A number that only grows.
public final class Counter {
  private final Cells cells;

  Counter(int loops) {
    cells = new Cells(loops, 1);
  }

  /// Adds one. Only event loop `loop` may call it with its own index; no lock, no allocation.
  public void increment(int loop) {
    cells.add(loop, 0, 1);
  }

  /// Adds `amount`, from event loop `loop`.
  public void add(int loop, long amount) {
    cells.add(loop, 0, amount);
  }

  /// Adds `amount` from any thread that is not an event loop.
  public void addShared(long amount) {
    cells.addShared(0, amount);
  }

  /// The sum over all threads.
  public long value() {
    return cells.sum(0);
  }
}
