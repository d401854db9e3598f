package dev.nodens.plugin.cache;

import dev.nodens.wire.Octets;

/// Entries one behind the other in one array that is written round and round, so that the oldest
/// goes first. Grows up to a limit. Changed under the table's lock only.
///
/// An entry: the fixed part below, the name in lower case, the offsets of its TTLs from the start
/// of its records, the records. Lengths are multiples of eight.
final class AnswerRing {
  static final int LENGTH = 0;
  static final int HASH = 4;
  static final int STORED = 8;
  static final int TTL = 16;
  static final int FLAGS = 20;
  static final int TYPE = 22;
  static final int CLASS = 24;
  static final int KEY_FLAGS = 26;
  static final int NAME_LENGTH = 27;
  static final int ANSWERS = 28;
  static final int AUTHORITIES = 30;
  static final int ADDITIONALS = 32;
  static final int TTL_COUNT = 34;
  static final int RECORDS_LENGTH = 36;
  static final int LIVE = 38;
  static final int NAME = 40;

  private static final int FIRST_SIZE = 16 * 1024;

  private final int limit;
  private byte[] bytes = new byte[FIRST_SIZE];
  private int head;
  private int tail;
  private int used;
  private int live;
  private int count;

  /// @param limit most octets, a multiple of eight
  AnswerRing(int limit) {
    this.limit = limit;
  }

  byte[] bytes() {
    return bytes;
  }

  /// Entries that are alive.
  int count() {
    return count;
  }

  /// Octets of the array.
  int size() {
    return bytes.length;
  }

  /// Most octets that an entry may have.
  int mostLength() {
    return limit / 4;
  }

  /// Octets of an entry with these parts.
  static int length(int nameLength, int ttls, int recordsLength) {
    return NAME + nameLength + 2 * ttls + recordsLength + 7 & ~7;
  }

  /// Where a new entry of `length` octets can be written at once, or -1 if the oldest entry has to
  /// go or the ring has to grow first.
  int room(int length) {
    if (used == 0) {
      head = 0;
      tail = 0;
    }
    boolean wrapped = used > 0 && head <= tail;
    if (wrapped) {
      return tail - head >= length ? head : -1;
    }
    int atEnd = bytes.length - head;
    if (atEnd >= length) {
      return head;
    }
    if (tail < length) {
      return -1;
    }
    if (atEnd > 0) {
      Octets.putI32(bytes, head, -atEnd);
      used += atEnd;
    }
    head = 0;
    return 0;
  }

  /// The entry at [#room] was written.
  void added(int at, int length) {
    Octets.putI32(bytes, at + LENGTH, length);
    bytes[at + LIVE] = 1;
    head = at + length == bytes.length ? 0 : at + length;
    used += length;
    live += length;
    count++;
  }

  /// The entry at `at` is found no more; its place comes back when it is the oldest.
  void killed(int at) {
    bytes[at + LIVE] = 0;
    live -= Octets.i32(bytes, at + LENGTH);
    count--;
  }

  /// Gives the places of dead entries at the old end back.
  void reclaim() {
    while (used > 0) {
      int length = Octets.i32(bytes, tail + LENGTH);
      if (length > 0 && bytes[tail + LIVE] != 0) {
        return;
      }
      int step = Math.abs(length);
      used -= step;
      tail = tail + step == bytes.length ? 0 : tail + step;
    }
  }

  /// The oldest entry that is alive, or -1; call [#reclaim] before.
  int oldest() {
    return used == 0 ? -1 : tail;
  }

  /// Whether a larger array may be tried, or one of the same size without the dead entries.
  boolean canGrow() {
    return bytes.length < limit || live <= bytes.length / 2;
  }

  /// Moves the living entries to an array that is large enough for them and as much again.
  void grow(int more, Moved moved) {
    int size = bytes.length;
    while (size < limit && size < 2L * (live + more)) {
      size = (int) Math.min(limit, 2L * size);
    }
    byte[] old = bytes;
    int from = tail;
    int left = used;
    bytes = new byte[size];
    int to = 0;
    while (left > 0) {
      int length = Octets.i32(old, from + LENGTH);
      int step = Math.abs(length);
      if (length > 0 && old[from + LIVE] != 0) {
        System.arraycopy(old, from, bytes, to, length);
        moved.moved(Octets.i32(old, from + HASH), from, to);
        to += length;
      }
      left -= step;
      from = from + step == old.length ? 0 : from + step;
    }
    tail = 0;
    used = to;
    live = to;
    head = to == bytes.length ? 0 : to;
  }

  /// Hears where an entry is now.
  @FunctionalInterface
  interface Moved {
    void moved(int hash, int from, int to);
  }
}
