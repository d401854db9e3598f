package dev.nodens.plugin.cache;

import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;
import java.util.Arrays;

/// What matters to a cache about one reply; reused. One event loop each.
final class ReplyFacts {
  /// What a reply says, in upstream's terms.
  enum Kind {
    /// An answer, or an empty NOERROR.
    SUCCESS,
    /// A referral to other servers.
    DELEGATION,
    /// The name exists, the type does not: NOERROR with a SOA (RFC 2308 §2.2).
    NO_DATA,
    /// The name does not exist.
    NAME_ERROR,
    /// SERVFAIL or NOTIMP.
    FAILURE,
    /// Anything that is not kept.
    OTHER
  }

  private final RecordCursor cursor = new RecordCursor();
  private final CnameChain chain = new CnameChain();

  private char[] ttlOffsets = new char[64];
  private int ttlCount;
  private int flags;
  private int recordsAt;
  private int recordsEnd;
  private int answers;
  private int authorities;
  private int additionals;
  private long leastTtl;
  private boolean soa;
  private boolean ns;
  private boolean expiredSignature;
  private boolean sameQuestion;
  private boolean answering;
  private Kind kind = Kind.OTHER;

  /// Reads `reply`, made for `query`.
  ///
  /// @param epochSeconds now, for signatures
  void read(MessageWriter reply, Query query, long epochSeconds) {
    byte[] message = reply.buffer();
    int length = reply.length();
    flags = reply.flags();
    ttlCount = 0;
    answers = 0;
    authorities = 0;
    additionals = 0;
    leastTtl = Long.MAX_VALUE;
    soa = false;
    ns = false;
    expiredSignature = false;
    answering = false;
    boolean readable = cursor.reset(message, length);
    recordsAt = cursor.end();
    recordsEnd = recordsAt;
    sameQuestion = readable && sameQuestion(message, query);
    while (readable && cursor.next()) {
      if (cursor.type() == RrType.OPT && cursor.section() == RecordCursor.ADDITIONAL) {
        break;
      }
      record(query.dnssecOk(), epochSeconds);
    }
    if (cursor.malformed()) {
      sameQuestion = false;
    }
    kind = classify(message, query);
  }

  private boolean sameQuestion(byte[] message, Query query) {
    int length = query.qnameLength();
    return Octets.u16(message, Header.QDCOUNT) == 1
        && recordsAt == Header.LENGTH + length + 4
        && WireName.equalsIgnoreCase(message, Header.LENGTH, query.qname(), 0, length)
        && Octets.u16(message, recordsAt - 4) == query.qtype()
        && Octets.u16(message, recordsAt - 2) == query.qclass();
  }

  private void record(boolean dnssecOk, long epochSeconds) {
    switch (cursor.section()) {
      case RecordCursor.ANSWER -> answers++;
      case RecordCursor.AUTHORITY -> {
        authorities++;
        soa |= cursor.type() == RrType.SOA;
        ns |= cursor.type() == RrType.NS;
      }
      default -> additionals++;
    }
    if (ttlCount == ttlOffsets.length) {
      ttlOffsets = Arrays.copyOf(ttlOffsets, 2 * ttlCount);
    }
    ttlOffsets[ttlCount++] = (char) (cursor.ttlAt() - recordsAt);
    leastTtl = Math.min(leastTtl, cursor.ttl());
    recordsEnd = cursor.end();
    if (dnssecOk && cursor.type() == RrType.RRSIG && cursor.dataLength() >= 18) {
      // Serial number arithmetic (RFC 4034 §3.1.5).
      int now = (int) epochSeconds;
      int expiration = Octets.i32(cursor.message(), cursor.dataAt() + 8);
      int inception = Octets.i32(cursor.message(), cursor.dataAt() + 12);
      expiredSignature |= expiration - now < 0 || now - inception < 0;
    }
  }

  private Kind classify(byte[] message, Query query) {
    int rcode = Header.rcode(flags);
    boolean transfer = query.qtype() == RrType.AXFR || query.qtype() == RrType.IXFR;
    if (transfer || expiredSignature) {
      return Kind.OTHER;
    }
    if (answers > 0 && rcode == Rcode.NOERROR) {
      answering = sameQuestion && chain.answers(message, recordsEnd, query);
      return !answering && soa ? Kind.NO_DATA : Kind.SUCCESS;
    }
    return switch (rcode) {
      case Rcode.NOERROR -> soa ? Kind.NO_DATA : ns ? Kind.DELEGATION : Kind.SUCCESS;
      case Rcode.NXDOMAIN -> answers > 0 ? Kind.OTHER : Kind.NAME_ERROR;
      case Rcode.SERVFAIL, Rcode.NOTIMP -> Kind.FAILURE;
      default -> Kind.OTHER;
    };
  }

  Kind kind() {
    return kind;
  }

  /// Whether the reply may be kept at all.
  boolean storable() {
    if ((flags & Header.TC) != 0) {
      return false;
    }
    return switch (kind) {
      case SUCCESS -> answers == 0 || answering;
      case NAME_ERROR -> soa;
      case NO_DATA, DELEGATION, FAILURE -> true;
      case OTHER -> false;
    };
  }

  /// Whether the reply belongs to the question that it was made for.
  boolean sameQuestion() {
    return sameQuestion;
  }

  /// Whether the reply says what was asked for.
  boolean answering() {
    return answering;
  }

  /// The least TTL of all records, or -1 without records.
  long leastTtl() {
    return ttlCount == 0 ? -1 : leastTtl;
  }

  /// Gives every record of the reply the same TTL.
  void flatten(MessageWriter reply, int ttl) {
    byte[] message = reply.buffer();
    for (int i = 0; i < ttlCount; i++) {
      Octets.putI32(message, recordsAt + ttlOffsets[i], ttl);
    }
  }

  int flags() {
    return flags;
  }

  int answers() {
    return answers;
  }

  int authorities() {
    return authorities;
  }

  /// Additional records, without an OPT and what follows it.
  int additionals() {
    return additionals;
  }

  int recordsAt() {
    return recordsAt;
  }

  int recordsLength() {
    return recordsEnd - recordsAt;
  }

  int ttlCount() {
    return ttlCount;
  }

  /// Offset of the TTL of record `index` from the start of the records.
  int ttlOffset(int index) {
    return ttlOffsets[index];
  }
}
