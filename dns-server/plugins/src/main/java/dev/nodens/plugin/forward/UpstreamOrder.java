package dev.nodens.plugin.forward;

import dev.nodens.plugin.forward.ForwardConfig.Policy;

/// Puts the upstreams into the order in which a query tries them. One event loop.
final class UpstreamOrder {
  private final Policy policy;
  private int robin;
  private int mixed;

  UpstreamOrder(Policy policy) {
    this.policy = policy;
  }

  /// @param order some order of all indexes; rearranged
  void arrange(byte[] order, Randomness random) {
    switch (policy) {
      case SEQUENTIAL -> {
        // The file's order, as it was filled in.
      }
      case RANDOM -> {
        for (int i = order.length - 1; i > 0; i--) {
          int other = below(i + 1, random);
          byte moved = order[i];
          order[i] = order[other];
          order[other] = moved;
        }
      }
      case ROUND_ROBIN -> {
        robin = robin + 1 == order.length || order.length == 1 ? 0 : robin + 1;
        order[0] = (byte) robin;
        for (int i = 1; i < order.length; i++) {
          order[i] = (byte) (i <= robin ? i - 1 : i);
        }
      }
    }
  }

  /// Which upstream is asked may be guessed, so a cheap generator does (xorshift).
  private int below(int bound, Randomness seed) {
    if (mixed == 0) {
      mixed = seed.u16() << 16 | seed.u16() | 1;
    }
    mixed ^= mixed << 13;
    mixed ^= mixed >>> 17;
    mixed ^= mixed << 5;
    return (int) ((mixed & 0xffffffffL) * bound >>> 32);
  }
}
