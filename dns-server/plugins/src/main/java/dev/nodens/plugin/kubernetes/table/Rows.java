package dev.nodens.plugin.kubernetes.table;

import dev.nodens.wire.Octets;
import dev.nodens.wire.WireName;
import java.util.Arrays;

/// What all rows have in common. A row is one immutable `byte[]` for one object:
///
/// ```
/// [0]     what kind of row it is; the lowest bit belongs to the writer ([RowMap#sweep])
/// [1..2]  length of the key
/// [3..]   key: labels or names that tell the row from others of its kind
/// ```
final class Rows {
  static final int SERVICE = 0x80;
  static final int SLICE = 0x40;
  static final int POD = 0x20;
  static final int NAMESPACE = 0x10;
  static final int MARK = 0x01;

  static final int KEY_LENGTH = 1;
  static final int KEY = 3;

  private Rows() {}

  static boolean isService(byte[] row) {
    return (row[0] & SERVICE) != 0;
  }

  static boolean isSlice(byte[] row) {
    return (row[0] & SLICE) != 0;
  }

  static int keyLength(byte[] row) {
    return Octets.u16(row, KEY_LENGTH);
  }

  /// The offset just after the key.
  static int body(byte[] row) {
    return KEY + Octets.u16(row, KEY_LENGTH);
  }

  static boolean hasKey(byte[] row, byte[] key, int at, int length) {
    return Octets.u16(row, KEY_LENGTH) == length
        && Arrays.equals(row, KEY, KEY + length, key, at, at + length);
  }

  static int keyHash(byte[] row) {
    return WireName.hash(row, KEY, keyLength(row));
  }

  /// Whether two rows say the same; the writer's mark does not count.
  static boolean same(byte[] row, byte[] other, int otherLength) {
    return row.length == otherLength
        && ((row[0] ^ other[0]) & ~MARK) == 0
        && Arrays.equals(row, 1, row.length, other, 1, otherLength);
  }
}
