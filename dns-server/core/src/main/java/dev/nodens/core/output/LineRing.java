package dev.nodens.core.output;

import java.util.concurrent.atomic.AtomicLong;

/// Octets on their way from one event loop to the thread that writes them. Lines enter whole or not
/// at all; head and tail only grow, each moved by one side only. Takes memory from its first line
/// on.
final class LineRing {
  private static final byte[] NONE = {};

  private final int capacity;
  private byte[] octets = NONE;
  private final AtomicLong head = new AtomicLong();
  private final AtomicLong tail = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private long lostBefore;

  /// @param capacity in octets, a power of two
  LineRing(int capacity) {
    this.capacity = capacity;
  }

  /// Takes a line, or counts it as lost if there is no room. The one loop that owns the ring.
  void put(byte[] line, int length) {
    long at = head.getPlain();
    if (length > capacity - (at - tail.getAcquire())) {
      lost.setOpaque(lost.getPlain() + 1);
      return;
    }
    if (octets.length == 0) {
      octets = new byte[capacity];
    }
    int from = (int) at & capacity - 1;
    int first = Math.min(length, capacity - from);
    System.arraycopy(line, 0, octets, from, first);
    System.arraycopy(line, first, octets, 0, length - first);
    head.setRelease(at + length);
  }

  /// Moves everything, if there is anything, to `target`, which is as long as the ring, and says
  /// how much. The one thread that writes.
  int take(byte[] target) {
    long end = head.getAcquire();
    long at = tail.getPlain();
    int length = (int) (end - at);
    int from = (int) at & capacity - 1;
    int first = Math.min(length, capacity - from);
    System.arraycopy(octets, from, target, 0, first);
    System.arraycopy(octets, 0, target, first, length - first);
    tail.setRelease(end);
    return length;
  }

  boolean isEmpty() {
    return head.getAcquire() == tail.getPlain();
  }

  /// Lines lost since the last call. The one thread that writes.
  long newlyLost() {
    long now = lost.getOpaque();
    long since = now - lostBefore;
    lostBefore = now;
    return since;
  }
}
