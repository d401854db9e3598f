package dev.nodens.plugin.kubernetes.table;

import dev.nodens.wire.Octets;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Open addressing from an IP address to the rows that hold it; one slot, four octets with
/// compressed references, for each pair.
///
/// The index stores no address: whoever reads a slot checks that the row really holds the one it
/// looks for. Written and read under the same rules as [RowMap].
@SuppressWarnings("ReferenceEquality") // that very row, not one like it
final class AddressIndex {
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(byte[][].class);
  private static final byte[] REMOVED = {0};
  private static final int SMALLEST = 64;

  private final byte[] @Nullable [] slots;
  private int occupied;
  private int size;

  /// An index with room for `entries` and some more.
  AddressIndex(int entries) {
    int length = SMALLEST;
    while (length * 5L < entries * 10L) {
      length *= 2;
    }
    slots = newSlots(length);
  }

  @SuppressWarnings("NullAway") // filled with nulls, which mean free slots
  private static byte[] @Nullable [] newSlots(int length) {
    return new byte[length][];
  }

  static int hash(byte[] bytes, int at, int length) {
    int hash = Octets.i32(bytes, at);
    if (length == 16) {
      hash = hash * 31 + Octets.i32(bytes, at + 4);
      hash = hash * 31 + Octets.i32(bytes, at + 8);
      hash = hash * 31 + Octets.i32(bytes, at + 12);
    }
    hash *= 0x9e3779b1;
    return hash ^ hash >>> 15;
  }

  /// The slot where a walk for `hash` begins. Any thread.
  int first(int hash) {
    return hash & slots.length - 1;
  }

  /// The slot after `slot`. Any thread.
  int next(int slot) {
    return slot + 1 & slots.length - 1;
  }

  /// The row in `slot`; null ends the walk. Rows that hold other addresses are met too. Any thread.
  byte @Nullable [] row(int slot) {
    byte @Nullable [] row = (byte[]) SLOT.getAcquire(slots, slot);
    return row;
  }

  /// Whether `more` pairs can be added; if not, a new index has to be built. Writer only.
  boolean hasRoom(int more) {
    return (occupied + more) * 10L <= slots.length * 7L;
  }

  int size() {
    return size;
  }

  /// Adds `row` for the address whose hash is given, unless it is there. Writer only.
  void add(int hash, byte[] row) {
    int slot = first(hash);
    while (slots[slot] != null) {
      if (slots[slot] == row) {
        return;
      }
      slot = next(slot);
    }
    SLOT.setRelease(slots, slot, row);
    occupied++;
    size++;
  }

  /// Puts `row` where `old` is, or adds it. Writer only.
  void replace(int hash, byte[] old, byte[] row) {
    int slot = find(hash, old);
    if (slot < 0) {
      add(hash, row);
    } else {
      SLOT.setRelease(slots, slot, row);
    }
  }

  /// Takes `row` out. Writer only.
  void remove(int hash, byte[] row) {
    // Where walks overlap, a slot may serve another address of the same row: all of them go.
    for (int slot = find(hash, row); slot >= 0; slot = find(hash, row)) {
      SLOT.setRelease(slots, slot, REMOVED);
      size--;
    }
  }

  private int find(int hash, byte[] row) {
    int slot = first(hash);
    while (slots[slot] != null) {
      if (slots[slot] == row) {
        return slot;
      }
      slot = next(slot);
    }
    return -1;
  }
}
