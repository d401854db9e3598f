package dev.nodens.core;

import dev.nodens.core.port.Loop;
import java.util.Arrays;

/// The reusable exchanges of one event loop. Only that loop may touch it.
public final class ExchangePool {
  private static final int MOST_KEPT = 4096;

  private final Loop loop;
  private Exchange[] idle = new Exchange[64];
  private int idleCount;
  private int inFlight;

  /// The pool of `loop`.
  public ExchangePool(Loop loop) {
    this.loop = loop;
  }

  /// An exchange that nobody else uses, until its [Exchange#release].
  public Exchange acquire() {
    inFlight++;
    if (idleCount == 0) {
      return new Exchange(loop, this);
    }
    return idle[--idleCount];
  }

  /// Exchanges acquired and not yet released.
  public int inFlight() {
    return inFlight;
  }

  void release(Exchange exchange) {
    inFlight--;
    if (idleCount == MOST_KEPT) {
      return;
    }
    if (idleCount == idle.length) {
      idle = Arrays.copyOf(idle, idle.length * 2);
    }
    idle[idleCount++] = exchange;
  }
}
