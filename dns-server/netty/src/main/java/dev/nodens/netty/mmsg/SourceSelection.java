package dev.nodens.netty.mmsg;

import dev.nodens.wire.Octets;
import java.util.Arrays;
import java.util.function.Function;

/// To which clients the kernel answers from the asked address by itself (source address selection,
/// RFC 1122, 3.3.4.3). IPv4; one event loop only.
///
/// A socket of all addresses has to name the source of each answer, and that is a twentieth of what
/// a cached answer costs. In a pod it is always the one that the kernel would take; on a machine
/// with more addresses it depends on the client. So the kernel is asked, once for each client that
/// comes back, and what it said holds until routes or addresses change.
final class SourceSelection {
  /// Slots; a pair of client and source has one by its hash.
  static final int SLOTS = 512;

  /// Answers to a client that name their source before the kernel is asked. Without this, forged
  /// client addresses would make it a question for each query.
  static final int PATIENCE = 16;

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;
  private static final int ASKED = PATIENCE + 1;

  private final Routes routes;
  private final long[] agreed = new long[SLOTS];
  private final long[] counted = new long[SLOTS];
  private final byte[] counts = new byte[SLOTS];

  /// @param open opens the routes; they run what it is given when what they said may not hold any
  ///   more
  SourceSelection(Function<Runnable, Routes> open) {
    routes = open.apply(this::forget);
  }

  /// What the kernel would do.
  interface Routes {
    /// Whether a datagram to `client` that names no source leaves from `source` and by the same way
    /// as one that names it. Addresses are numbers, the first octet highest.
    boolean choose(int client, int source);

    /// Nothing will be asked any more.
    void close();
  }

  /// Whether an answer from `source` to `client` need not say so. The addresses have `length` and
  /// `sourceLength` octets.
  boolean isByItself(byte[] client, int length, byte[] source, int sourceLength) {
    if (length != 4 || sourceLength != 4) {
      return false;
    }
    long pair = (long) Octets.i32(client, 0) << 32 | Octets.i32(source, 0) & 0xffff_ffffL;
    int slot = (int) (pair * GOLDEN >>> Long.SIZE - Integer.numberOfTrailingZeros(SLOTS));
    return agreed[slot] == pair || count(slot, pair);
  }

  /// Apart from the pairs that are agreed upon, so that no flood of others drives those out.
  private boolean count(int slot, long pair) {
    if (counted[slot] != pair) {
      counted[slot] = pair;
      counts[slot] = 1;
      return false;
    }
    if (counts[slot] == ASKED || ++counts[slot] < ASKED) {
      return false;
    }
    if (!routes.choose((int) (pair >> 32), (int) pair)) {
      return false;
    }
    agreed[slot] = pair;
    return true;
  }

  private void forget() {
    Arrays.fill(agreed, 0);
    Arrays.fill(counted, 0);
  }

  void close() {
    routes.close();
  }
}
