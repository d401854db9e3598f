package dev.nodens.plugin.kubernetes.table;

import dev.nodens.wire.WireName;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Open addressing from a row's key to the row, or to an array whose first element is that row.
///
/// One writer at a time; any number of readers, who take no lock and allocate nothing: a slot is
/// published by a release write, a removed one stays occupied until the next growth, so that a
/// reader's walk never misses a key that stays in the map. Half of the slots stay empty: another
/// one is four octets, another row to look at is two cache misses.
///
/// @param <V> `byte[]` or `byte[][]`
@SuppressWarnings("ReferenceEquality") // one object marks removed slots
final class RowMap<V> {
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final Object REMOVED = new Object();
  private static final int SMALLEST = 16;

  private volatile @Nullable Object[] slots = new Object[SMALLEST];
  private int occupied;
  private int size;

  /// The value whose key is the `length` octets at `at`, or null. Any thread.
  @SuppressWarnings("unchecked")
  @Nullable V find(byte[] key, int at, int length) {
    @Nullable Object[] table = slots;
    int mask = table.length - 1;
    int slot = WireName.hash(key, at, length) & mask;
    while (true) {
      @Nullable Object value = SLOT.getAcquire(table, slot);
      if (value == null) {
        return null;
      }
      if (value != REMOVED && Rows.hasKey(rowOf(value), key, at, length)) {
        return (V) value;
      }
      slot = slot + 1 & mask;
    }
  }

  /// Number of values. Writer only.
  int size() {
    return size;
  }

  /// Adds `value`, or replaces the one with the same key. Writer only.
  void put(V value) {
    byte[] row = rowOf(value);
    int slot = slotOf(slots, row, Rows.keyLength(row));
    if (slot >= 0) {
      SLOT.setRelease(slots, slot, value);
      return;
    }
    if ((occupied + 1) * 2 > slots.length) {
      rebuild();
    }
    insert(slots, value);
    occupied++;
    size++;
  }

  /// Takes the value with the key of `row` out. Writer only.
  void remove(byte[] row) {
    int slot = slotOf(slots, row, Rows.keyLength(row));
    if (slot >= 0) {
      SLOT.setRelease(slots, slot, REMOVED);
      size--;
    }
  }

  /// Gives every value to `visitor`, which may replace or remove it. Writer only.
  @SuppressWarnings("unchecked")
  void forEach(Consumer<V> visitor) {
    @Nullable Object[] table = slots;
    for (@Nullable Object value : table) {
      if (value != null && value != REMOVED) {
        visitor.accept((V) value);
      }
    }
  }

  /// Gives the values that `stale` picks to `removal`. Writer only.
  void sweep(Predicate<V> stale, Consumer<V> removal) {
    forEach(value -> {
      if (stale.test(value)) {
        removal.accept(value);
      }
    });
  }

  private int slotOf(@Nullable Object[] table, byte[] row, int keyLength) {
    int mask = table.length - 1;
    int slot = Rows.keyHash(row) & mask;
    while (true) {
      Object value = table[slot];
      if (value == null) {
        return -1;
      }
      if (value != REMOVED && Rows.hasKey(rowOf(value), row, Rows.KEY, keyLength)) {
        return slot;
      }
      slot = slot + 1 & mask;
    }
  }

  private static void insert(@Nullable Object[] table, Object value) {
    int mask = table.length - 1;
    int slot = Rows.keyHash(rowOf(value)) & mask;
    while (table[slot] != null) {
      slot = slot + 1 & mask;
    }
    SLOT.setRelease(table, slot, value);
  }

  private void rebuild() {
    int length = SMALLEST;
    while (length < (size + 1) * 3) {
      length *= 2;
    }
    @Nullable Object[] bigger = new Object[length];
    forEach(value -> insert(bigger, value));
    occupied = size;
    slots = bigger;
  }

  private static byte[] rowOf(Object value) {
    return value instanceof byte[] row ? row : ((byte[][]) value)[0];
  }
}
