package dev.nodens.plugin.cache;

/// Finds entries by hash: a power of two of slots, searched in order. Each slot holds the hash, the
/// kind and the place of an entry. Changed under the table's lock only.
final class AnswerIndex {
  private static final int FIRST_SIZE = 256;

  private long[] slots = new long[FIRST_SIZE];
  private int size;

  long[] slots() {
    return slots;
  }

  /// A slot's content; never 0, which is an empty slot.
  static long slot(int hash, int kind, int at) {
    return (long) hash << 32 | (long) kind << 31 | (at >>> 3) + 1;
  }

  static int hash(long slot) {
    return (int) (slot >>> 32);
  }

  static int kind(long slot) {
    return (int) (slot >>> 31) & 1;
  }

  static int at(long slot) {
    return ((int) slot & 0x7fffffff) - 1 << 3;
  }

  void add(int hash, int kind, int at) {
    if (2 * ++size > slots.length) {
      grow();
    }
    insert(slot(hash, kind, at));
  }

  void move(int hash, int kind, int from, int to) {
    slots[position(slot(hash, kind, from))] = slot(hash, kind, to);
  }

  /// Takes an entry out and closes the gap, so that no search ends too early.
  void remove(int hash, int kind, int at) {
    int mask = slots.length - 1;
    int hole = position(slot(hash, kind, at));
    slots[hole] = 0;
    size--;
    for (int next = hole + 1 & mask; slots[next] != 0; next = next + 1 & mask) {
      int home = hash(slots[next]) & mask;
      if ((next - home & mask) >= (next - hole & mask)) {
        slots[hole] = slots[next];
        slots[next] = 0;
        hole = next;
      }
    }
  }

  private int position(long slot) {
    int mask = slots.length - 1;
    int at = hash(slot) & mask;
    while (slots[at] != slot) {
      if (slots[at] == 0) {
        throw new IllegalStateException("an entry is missing in the index");
      }
      at = at + 1 & mask;
    }
    return at;
  }

  private void insert(long slot) {
    int mask = slots.length - 1;
    int at = hash(slot) & mask;
    while (slots[at] != 0) {
      at = at + 1 & mask;
    }
    slots[at] = slot;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[old.length * 2];
    for (long slot : old) {
      if (slot != 0) {
        insert(slot);
      }
    }
  }
}
