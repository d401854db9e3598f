package dev.nodens.plugin.hosts;

import dev.nodens.wire.Name;
import dev.nodens.wire.WireName;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds what belongs to exactly one name; immutable, read without allocation.
final class NameTable<T> {
  private final byte[] @Nullable [] keys;
  private final @Nullable Object[] values;
  private final int mask;

  NameTable(Map<Name, T> entries) {
    int size = Integer.highestOneBit(Math.max(2, entries.size() * 2)) * 2;
    keys = new byte[size][];
    values = new Object[size];
    mask = size - 1;
    entries.forEach(this::put);
  }

  private void put(Name name, T value) {
    byte[] key = name.lower();
    int slot = WireName.hash(key, 0, key.length) & mask;
    while (keys[slot] != null) {
      slot = slot + 1 & mask;
    }
    keys[slot] = key;
    values[slot] = value;
  }

  /// What belongs to the lower-case name of `length` octets at `at`, or null.
  @SuppressWarnings("unchecked")
  @Nullable T find(byte[] name, int at, int length) {
    int slot = WireName.hash(name, at, length) & mask;
    for (byte[] key = keys[slot]; key != null; key = keys[slot]) {
      if (key.length == length && Arrays.equals(key, 0, length, name, at, at + length)) {
        return (T) values[slot];
      }
      slot = slot + 1 & mask;
    }
    return null;
  }
}
