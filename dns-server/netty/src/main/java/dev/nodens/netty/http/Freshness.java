package dev.nodens.netty.http;

import dev.nodens.wire.Header;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Opcode;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;

/// How long caches of HTTP may keep a reply (RFC 8484 §5.1), as CoreDNS counts: the least TTL, at
/// most an hour; five seconds for errors, referrals, transfers and empty replies.
final class Freshness {
  private static final long MOST = 3600;
  private static final long OTHERS = 5;

  /// What stands in a signature before names (RFC 4034 §3.1).
  private static final int LEAST_SIGNATURE = 18;

  private Freshness() {}

  /// Seconds.
  ///
  /// @param dnssecOk whether the client asked for signatures: one that is not valid now then counts
  ///   as an error
  static long seconds(byte[] reply, boolean dnssecOk) {
    var cursor = new RecordCursor();
    int flags = Header.flags(reply);
    if (!cursor.reset(reply, reply.length)
        || Header.opcode(flags) != Opcode.QUERY
        || isTransfer(reply, cursor.end())) {
      return OTHERS;
    }
    int answers = Octets.u16(reply, Header.ANCOUNT);
    boolean referral = false;
    boolean soa = false;
    boolean any = false;
    long least = MOST;
    while (cursor.next()) {
      if (cursor.type() == RrType.OPT) {
        continue;
      }
      any = true;
      least = Math.min(least, cursor.ttl());
      if (cursor.section() == RecordCursor.AUTHORITY) {
        soa |= cursor.type() == RrType.SOA;
        referral |= cursor.type() == RrType.NS;
      }
      if (dnssecOk && cursor.type() == RrType.RRSIG && !isValid(cursor)) {
        return OTHERS;
      }
    }
    boolean counts =
        switch (Header.rcode(flags)) {
          case Rcode.NOERROR -> answers > 0 || soa || !referral;
          case Rcode.NXDOMAIN -> answers == 0;
          default -> false;
        };
    return any && counts ? least : OTHERS;
  }

  private static boolean isTransfer(byte[] reply, int questionEnd) {
    int type = Octets.u16(reply, Header.QDCOUNT) == 0 ? 0 : Octets.u16(reply, questionEnd - 4);
    return type == RrType.AXFR || type == RrType.IXFR;
  }

  /// Serial number arithmetic (RFC 4034 §3.1.5).
  private static boolean isValid(RecordCursor cursor) {
    if (cursor.dataLength() < LEAST_SIGNATURE) {
      return false;
    }
    int now = (int) (System.currentTimeMillis() / 1000);
    int expiration = Octets.i32(cursor.message(), cursor.dataAt() + 8);
    int inception = Octets.i32(cursor.message(), cursor.dataAt() + 12);
    return expiration - now >= 0 && now - inception >= 0;
  }
}
