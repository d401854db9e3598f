package dev.nodens.netty.quic;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// How many connections a listener has, over all event loops. Thread-safe.
final class QuicGate {
  /// Most connections whose handshake is not over; more are closed as they come.
  static final int MOST_HANDSHAKES = 1024;

  /// From this number on clients have to prove their address first (RFC 9000 §8.1.2).
  static final int CROWD = 64;

  private final LongSupplier most;
  private final AtomicInteger handshakes = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();

  /// @param most most open connections; 0 for any number
  QuicGate(LongSupplier most) {
    this.most = most;
  }

  /// Whether so many clients begin that some of them may not exist.
  boolean isCrowded() {
    return handshakes.get() >= CROWD;
  }

  /// A handshake begins.
  ///
  /// @return whether it may; to be [#left] either way
  boolean began() {
    return handshakes.incrementAndGet() <= MOST_HANDSHAKES;
  }

  /// A handshake is over.
  ///
  /// @return whether there may be one connection more; to be [#left] either way
  boolean established() {
    handshakes.decrementAndGet();
    long limit = most.getAsLong();
    return open.incrementAndGet() <= limit || limit == 0;
  }

  /// A connection ended.
  ///
  /// @param established whether its handshake was over
  void left(boolean established) {
    (established ? open : handshakes).decrementAndGet();
  }
}
