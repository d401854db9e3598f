package dev.nodens.plugin.forward;

import java.util.List;

/// What happens after a reply, by its rcode.
final class Reactions {
  private final long failover;
  private final long next;
  private final boolean nextOnNodata;

  /// @param hasNextForward whether another `forward` follows in the block; without one, `next` does
  ///   nothing
  Reactions(ForwardConfig.Selection selection, boolean hasNextForward) {
    failover = bits(selection.failover());
    next = hasNextForward ? bits(selection.next()) : 0;
    nextOnNodata = hasNextForward && selection.nextOnNodata();
  }

  /// Whether another upstream is asked.
  boolean otherUpstream(int rcode) {
    return contains(failover, rcode);
  }

  /// Whether the next `forward` is asked.
  ///
  /// @param empty whether the answer section is
  boolean nextForward(int rcode, boolean empty) {
    return contains(next, rcode) || nextOnNodata && empty && rcode == 0;
  }

  private static long bits(List<Integer> rcodes) {
    long bits = 0;
    for (int rcode : rcodes) {
      bits |= 1L << rcode;
    }
    return bits;
  }

  private static boolean contains(long bits, int rcode) {
    return rcode < Long.SIZE && (bits >>> rcode & 1) != 0;
  }
}
