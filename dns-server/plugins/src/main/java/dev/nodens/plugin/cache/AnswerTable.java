package dev.nodens.plugin.cache;

import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Query;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Answers in wire form, shared by all event loops, so that a name is fetched once and kept once
/// however many loops there are.
///
/// Readers take no lock: they read a version, then the entry, then the version again, and start
/// over if it changed (a sequence lock). A writer makes the version odd while it writes. Nothing
/// blocks: who cannot get the lock or a quiet moment soon does without the cache. Bounded by
/// entries and by octets for each kind; when full, the oldest goes.
final class AnswerTable {
  /// Answers that say what is asked for.
  static final int SUCCESS = 0;

  /// Denials and failures.
  static final int DENIAL = 1;

  private static final int OCTETS_PER_ENTRY = 1024;
  private static final int TRIES = 100;

  private final AtomicLong version = new AtomicLong();
  private final AtomicBoolean locked = new AtomicBoolean();
  private final AnswerIndex index = new AnswerIndex();
  private final AnswerRing[] rings = new AnswerRing[2];
  private final int[] capacities;
  private final AnswerRing.Moved[] moves = new AnswerRing.Moved[2];

  /// A table for so many entries of each kind.
  AnswerTable(int successes, int denials) {
    capacities = new int[] {successes, denials};
    for (int kind = 0; kind < 2; kind++) {
      int ofKind = kind;
      long limit = Math.min((long) capacities[kind] * OCTETS_PER_ENTRY, 1 << 30);
      rings[kind] = new AnswerRing((int) limit);
      moves[kind] = (hash, from, to) -> index.move(hash, ofKind, from, to);
    }
  }

  /// Entries of a kind; approximate while others write.
  int count(int kind) {
    return rings[kind].count();
  }

  /// Octets of a kind's array.
  int octets(int kind) {
    return rings[kind].size();
  }

  /// Looks the key of `query` up and fills `found`.
  ///
  /// @return false if others wrote all the time; treat it as found nothing
  boolean find(Query query, int hash, Found found) {
    for (int i = 0; i < TRIES; i++) {
      long before = version.getAcquire();
      if ((before & 1) == 0) {
        try {
          search(query, hash, found);
        } catch (IndexOutOfBoundsException e) {
          // Read while an entry was overwritten; the version tells.
          continue;
        }
        if (unchanged(before)) {
          found.version = before;
          return true;
        }
      }
      Thread.onSpinWait();
    }
    found.clear();
    return false;
  }

  private void search(Query query, int hash, Found found) {
    found.clear();
    long[] slots = index.slots();
    int mask = slots.length - 1;
    for (int at = hash & mask; slots[at] != 0; at = at + 1 & mask) {
      long slot = slots[at];
      if (AnswerIndex.hash(slot) == hash) {
        int kind = AnswerIndex.kind(slot);
        byte[] ring = rings[kind].bytes();
        int place = AnswerIndex.at(slot);
        if (AnswerKey.same(ring, place, query)) {
          found.entry(kind).set(ring, place);
        }
      }
    }
  }

  /// Writes the records of what was found behind the question in `reply`, all with `ttl`.
  ///
  /// @return false if the entry is gone meanwhile; the reply is to be started anew then
  boolean copy(Found found, int kind, int ttl, MessageWriter reply) {
    Entry entry = found.entry(kind);
    byte[] ring = entry.ring;
    int at = entry.place;
    try {
      int ttls = Octets.u16(ring, at + AnswerRing.TTL_COUNT);
      int offsets = at + AnswerRing.NAME + Octets.u8(ring, at + AnswerRing.NAME_LENGTH);
      int start =
          reply.body(
              ring,
              offsets + 2 * ttls,
              Octets.u16(ring, at + AnswerRing.RECORDS_LENGTH),
              Octets.u16(ring, at + AnswerRing.ANSWERS),
              Octets.u16(ring, at + AnswerRing.AUTHORITIES),
              Octets.u16(ring, at + AnswerRing.ADDITIONALS));
      byte[] message = reply.buffer();
      for (int i = 0; i < ttls; i++) {
        Octets.putI32(message, start + Octets.u16(ring, offsets + 2 * i), ttl);
      }
    } catch (IndexOutOfBoundsException e) {
      return false;
    }
    return unchanged(found.version);
  }

  private boolean unchanged(long before) {
    VarHandle.loadLoadFence();
    return version.getOpaque() == before;
  }

  /// Stores a reply under the key of `query`, in place of what is there of the same kind.
  ///
  /// @param facts of the reply
  /// @param otherToo whether an entry of the other kind under the same key goes
  /// @return how many other entries had to go, or -1 if it was not stored
  int put(
      Query query,
      int hash,
      int kind,
      MessageWriter reply,
      ReplyFacts facts,
      int ttl,
      long now,
      boolean otherToo) {
    AnswerRing ring = rings[kind];
    int length = AnswerRing.length(query.qnameLength(), facts.ttlCount(), facts.recordsLength());
    if (length > ring.mostLength() || !lock()) {
      return -1;
    }
    try {
      drop(query, hash, kind);
      if (otherToo) {
        drop(query, hash, 1 - kind);
      }
      int evicted = makeRoom(kind, length);
      int at = ring.room(length);
      write(ring.bytes(), at, query, hash, reply, facts, ttl, now);
      ring.added(at, length);
      index.add(hash, kind, at);
      return evicted;
    } finally {
      unlock();
    }
  }

  private boolean lock() {
    for (int i = 0; i < TRIES; i++) {
      if (!locked.getPlain() && locked.compareAndSet(false, true)) {
        version.setOpaque(version.getPlain() + 1);
        VarHandle.storeStoreFence();
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  private void unlock() {
    version.setRelease(version.getPlain() + 1);
    locked.setRelease(false);
  }

  private int makeRoom(int kind, int length) {
    AnswerRing ring = rings[kind];
    int evicted = 0;
    while (ring.count() >= capacities[kind]) {
      evicted += evictOldest(kind);
    }
    while (ring.room(length) < 0) {
      int before = ring.oldest();
      ring.reclaim();
      if (ring.oldest() != before) {
        continue;
      }
      if (ring.canGrow()) {
        ring.grow(length, moves[kind]);
      } else {
        evicted += evictOldest(kind);
      }
    }
    return evicted;
  }

  private int evictOldest(int kind) {
    AnswerRing ring = rings[kind];
    ring.reclaim();
    int at = ring.oldest();
    if (at < 0) {
      throw new IllegalStateException("nothing is left to evict");
    }
    index.remove(Octets.i32(ring.bytes(), at + AnswerRing.HASH), kind, at);
    ring.killed(at);
    ring.reclaim();
    return 1;
  }

  private void drop(Query query, int hash, int kind) {
    long[] slots = index.slots();
    int mask = slots.length - 1;
    for (int i = hash & mask; slots[i] != 0; i = i + 1 & mask) {
      long slot = slots[i];
      if (AnswerIndex.hash(slot) == hash && AnswerIndex.kind(slot) == kind) {
        int at = AnswerIndex.at(slot);
        if (AnswerKey.same(rings[kind].bytes(), at, query)) {
          index.remove(hash, kind, at);
          rings[kind].killed(at);
          return;
        }
      }
    }
  }

  private static void write(
      byte[] ring,
      int at,
      Query query,
      int hash,
      MessageWriter reply,
      ReplyFacts facts,
      int ttl,
      long now) {
    Octets.putI32(ring, at + AnswerRing.HASH, hash);
    Octets.putI64(ring, at + AnswerRing.STORED, now);
    Octets.putI32(ring, at + AnswerRing.TTL, ttl);
    int kept = Header.AA | Header.RA | Header.AD | Header.RCODE_MASK;
    Octets.putU16(ring, at + AnswerRing.FLAGS, facts.flags() & kept);
    Octets.putU16(ring, at + AnswerRing.TYPE, query.qtype());
    Octets.putU16(ring, at + AnswerRing.CLASS, query.qclass());
    ring[at + AnswerRing.KEY_FLAGS] = (byte) AnswerKey.flags(query);
    ring[at + AnswerRing.NAME_LENGTH] = (byte) query.qnameLength();
    Octets.putU16(ring, at + AnswerRing.ANSWERS, facts.answers());
    Octets.putU16(ring, at + AnswerRing.AUTHORITIES, facts.authorities());
    Octets.putU16(ring, at + AnswerRing.ADDITIONALS, facts.additionals());
    Octets.putU16(ring, at + AnswerRing.TTL_COUNT, facts.ttlCount());
    Octets.putU16(ring, at + AnswerRing.RECORDS_LENGTH, facts.recordsLength());
    int offset = at + AnswerRing.NAME;
    System.arraycopy(query.qname(), 0, ring, offset, query.qnameLength());
    offset += query.qnameLength();
    for (int i = 0; i < facts.ttlCount(); i++) {
      Octets.putU16(ring, offset, facts.ttlOffset(i));
      offset += 2;
    }
    System.arraycopy(reply.buffer(), facts.recordsAt(), ring, offset, facts.recordsLength());
  }

  /// What a look-up found, at most one entry of each kind. One event loop each.
  static final class Found {
    private final Entry success = new Entry();
    private final Entry denial = new Entry();
    private long version;

    private void clear() {
      success.present = false;
      denial.present = false;
    }

    private Entry entry(int kind) {
      return kind == SUCCESS ? success : denial;
    }

    /// Whether there is an entry of `kind`.
    boolean has(int kind) {
      return entry(kind).present;
    }

    /// Seconds that the entry still has, negative after its end.
    long secondsLeft(int kind, long now) {
      Entry entry = entry(kind);
      return entry.ttl - (now - entry.stored) / 1_000_000_000L;
    }

    /// The TTL that the entry was stored with.
    int ttl(int kind) {
      return entry(kind).ttl;
    }

    /// AA, RA, AD and the rcode of the stored reply.
    int flags(int kind) {
      return entry(kind).flags;
    }
  }

  /// One entry, and what was read of it while it was certain to be whole.
  private static final class Entry {
    private byte[] ring = new byte[0];
    private boolean present;
    private int place;
    private long stored;
    private int ttl;
    private int flags;

    void set(byte[] from, int at) {
      present = true;
      ring = from;
      place = at;
      stored = Octets.i64(from, at + AnswerRing.STORED);
      ttl = Octets.i32(from, at + AnswerRing.TTL);
      flags = Octets.u16(from, at + AnswerRing.FLAGS);
    }
  }
}
