package dev.nodens.upstream;

import dev.nodens.core.Exchange;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Query;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;

/// Looks at what an upstream sent, and makes it the reply of an exchange. One event loop each.
public final class ReplyReader {
  private final RecordCursor cursor = new RecordCursor();

  /// Whether a reply belongs to a question.
  public enum Match {
    SAME_QUESTION,
    OTHER_QUESTION,
    NO_QUESTION
  }

  /// Compares questions without regard to letter case.
  public Match match(Query query, byte[] message, int length) {
    int questions = Octets.u16(message, Header.QDCOUNT);
    if (questions == 0) {
      return Match.NO_QUESTION;
    }
    int afterName = Header.LENGTH + query.qnameLength();
    boolean same =
        questions == 1
            && afterName + 4 <= length
            && WireName.equalsIgnoreCase(
                message, Header.LENGTH, query.qname(), 0, query.qnameLength())
            && Octets.u16(message, afterName) == query.qtype()
            && Octets.u16(message, afterName + 2) == query.qclass();
    return same ? Match.SAME_QUESTION : Match.OTHER_QUESTION;
  }

  /// Copies `message` to the exchange's reply, without its OPT, whose options and rcode bits the
  /// exchange keeps (RFC 6891 §6.1.1: an OPT is for one hop). Records behind the OPT, which are
  /// additional, are left out.
  ///
  /// @param truncated whether TC is set: what cannot be read is then left out
  /// @return the whole rcode, or -1 if the message cannot be read
  public int take(Exchange exchange, byte[] message, int length, boolean truncated) {
    MessageWriter reply = exchange.reply();
    int rcode = Header.rcode(Header.flags(message));
    exchange.options().clear();
    if (!cursor.reset(message, length)) {
      return -1;
    }
    int questionEnd = cursor.end();
    while (cursor.next()) {
      if (cursor.type() == RrType.OPT && cursor.section() == RecordCursor.ADDITIONAL) {
        int upperBits = Octets.u8(message, cursor.ttlAt());
        exchange.options().extendedRcode(upperBits);
        exchange.options().set(message, cursor.dataAt(), cursor.dataLength());
        copy(exchange, message, cursor.ownerAt());
        int before = Octets.u16(message, Header.ANCOUNT) + Octets.u16(message, Header.NSCOUNT);
        Octets.putU16(reply.buffer(), Header.ARCOUNT, cursor.index() - before);
        return upperBits << 4 | rcode;
      }
    }
    if (!cursor.malformed()) {
      copy(exchange, message, cursor.end());
      return rcode;
    }
    if (!truncated) {
      return -1;
    }
    copy(exchange, message, questionEnd);
    Octets.putU16(reply.buffer(), Header.ANCOUNT, 0);
    Octets.putI32(reply.buffer(), Header.NSCOUNT, 0);
    return rcode;
  }

  private static void copy(Exchange exchange, byte[] message, int length) {
    MessageWriter reply = exchange.reply();
    reply.copy(message, length);
    Octets.putU16(reply.buffer(), Header.ID, exchange.query().id());
  }
}
