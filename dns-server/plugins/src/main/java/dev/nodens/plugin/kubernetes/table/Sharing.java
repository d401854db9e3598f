package dev.nodens.plugin.kubernetes.table;

import java.util.Arrays;

/// Finds out whether endpoints of a service may share addresses or labels, so that answers compare
/// endpoints with each other only where that is so. Compares hashes: it may say yes too often,
/// never too rarely. Writer only.
final class Sharing {
  private int[] seen = new int[64];
  private int count;

  /// 1 if addresses may be shared, 2 if labels may be, 3 for both.
  int of(byte[][] entry, int firstSlice) {
    return (repeats(entry, firstSlice, false) ? 1 : 0) | (repeats(entry, firstSlice, true) ? 2 : 0);
  }

  private boolean repeats(byte[][] entry, int firstSlice, boolean labels) {
    Arrays.fill(seen, 0);
    count = 0;
    for (int i = firstSlice; i < entry.length; i++) {
      byte[] row = entry[i];
      for (int at = SliceRow.endpoints(row); at < row.length; at = SliceRow.next(row, at)) {
        if (labels && SliceRow.labelsLength(row, at) == 0) {
          continue;
        }
        int hash = labels ? SliceRow.labelsHash(row, at) : SliceRow.addressHash(row, at);
        if (!add(hash == 0 ? 1 : hash)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean add(int hash) {
    if (count * 2 >= seen.length) {
      int[] old = seen;
      seen = new int[old.length * 2];
      count = 0;
      for (int value : old) {
        if (value != 0) {
          add(value);
        }
      }
    }
    int slot = hash & seen.length - 1;
    while (seen[slot] != 0) {
      if (seen[slot] == hash) {
        return false;
      }
      slot = slot + 1 & seen.length - 1;
    }
    seen[slot] = hash;
    count++;
    return true;
  }
}
