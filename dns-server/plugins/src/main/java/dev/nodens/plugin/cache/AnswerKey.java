package dev.nodens.plugin.cache;

import dev.nodens.wire.Header;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Query;
import dev.nodens.wire.WireName;
import java.util.Arrays;

/// What answers are found by: name, type, class, DO and CD (EDNS options are not part of it).
final class AnswerKey {
  private static final int DO = 1;
  private static final int CD = 2;

  private AnswerKey() {}

  /// DO and CD of `query`, the two lowest bits.
  static int flags(Query query) {
    return (query.dnssecOk() ? DO : 0) | ((query.flags() & Header.CD) != 0 ? CD : 0);
  }

  /// A hash over the whole key.
  static int hash(Query query) {
    int rest = query.qtype() << 16 ^ query.qclass() << 2 ^ flags(query);
    int hash = WireName.hash(query.qname(), 0, query.qnameLength()) ^ rest * 0x9e3779b9;
    return hash ^ hash >>> 16;
  }

  /// Whether the entry at `at` of `ring` has the key of `query`.
  static boolean same(byte[] ring, int at, Query query) {
    int length = query.qnameLength();
    int name = at + AnswerRing.NAME;
    return Octets.u16(ring, at + AnswerRing.TYPE) == query.qtype()
        && Octets.u16(ring, at + AnswerRing.CLASS) == query.qclass()
        && ring[at + AnswerRing.KEY_FLAGS] == flags(query)
        && Octets.u8(ring, at + AnswerRing.NAME_LENGTH) == length
        && Arrays.equals(ring, name, name + length, query.qname(), 0, length);
  }
}
