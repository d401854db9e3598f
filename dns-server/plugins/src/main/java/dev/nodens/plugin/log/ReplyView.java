package dev.nodens.plugin.log;

import dev.nodens.core.Exchange;
import dev.nodens.core.Outcome;
import dev.nodens.plugin.log.LogConfig.ReplyClass;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Opcode;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RdataNames;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;

/// The reply of an exchange as the log shows it: before the server adds an OPT record or cuts it.
/// One per event loop, reused.
final class ReplyView {
  private static final int FIXED = 10;

  private final byte[] name = new byte[WireName.MAX_LENGTH + 1];
  private boolean sent;
  private int rcode;
  private int flags;
  private int size;
  private ReplyClass replyClass = ReplyClass.ERROR;

  /// Looks at how `exchange` ended.
  void read(Exchange exchange, Outcome outcome) {
    sent = outcome != Outcome.DROPPED;
    rcode = exchange.rcode(outcome);
    flags = 0;
    size = 0;
    replyClass = ReplyClass.ERROR;
    if (outcome == Outcome.ANSWERED) {
      readMessage(exchange);
    } else if (sent) {
      Query query = exchange.query();
      boolean asked = query.opcode() == Opcode.QUERY;
      flags = Header.QR | (asked ? query.flags() & (Header.RD | Header.CD) : 0);
      size = query.questionEnd();
      replyClass = classify(query, 0, false);
    }
  }

  private void readMessage(Exchange exchange) {
    MessageWriter reply = exchange.reply();
    RecordCursor records = exchange.cursor();
    flags = reply.flags();
    boolean soa = false;
    if (records.reset(reply.buffer(), reply.length())) {
      size = records.end();
      while (records.next()) {
        soa |= records.section() == RecordCursor.AUTHORITY && records.type() == RrType.SOA;
        size += expandedLength(records, reply.length());
      }
    }
    replyClass = classify(exchange.query(), reply.count(RecordCursor.ANSWER), soa);
  }

  /// Octets of a record whose names are not compressed, which is what CoreDNS logs.
  private int expandedLength(RecordCursor records, int messageLength) {
    byte[] message = records.message();
    int length = expanded(message, records.ownerAt(), messageLength) + FIXED;
    int names = RdataNames.count(records.type());
    if (names == 0) {
      return length + records.dataLength();
    }
    int at = RdataNames.start(records.type(), message, records.dataAt(), records.end());
    length += at - records.dataAt();
    for (int i = 0; i < names && at >= 0 && at < records.end(); i++) {
      length += expanded(message, at, messageLength);
      at = WireName.skip(message, at, messageLength);
    }
    return at < 0 ? length : length + Math.max(0, records.end() - at);
  }

  private int expanded(byte[] message, int at, int end) {
    return Math.max(1, WireName.expand(message, at, end, name, 0));
  }

  private ReplyClass classify(Query query, int answers, boolean soa) {
    boolean meta =
        query.opcode() != Opcode.QUERY
            || query.qtype() == RrType.AXFR
            || query.qtype() == RrType.IXFR;
    if (meta) {
      return ReplyClass.ERROR;
    }
    if (rcode == Rcode.NXDOMAIN) {
      return answers > 0 ? ReplyClass.ERROR : ReplyClass.DENIAL;
    }
    if (rcode != Rcode.NOERROR) {
      return ReplyClass.ERROR;
    }
    return answers == 0 && soa ? ReplyClass.DENIAL : ReplyClass.SUCCESS;
  }

  /// Whether the client gets a reply at all.
  boolean sent() {
    return sent;
  }

  int rcode() {
    return rcode;
  }

  /// Header flag bits; 0 if nothing is sent.
  int flags() {
    return flags;
  }

  /// Octets without compression; 0 if nothing is sent.
  int size() {
    return size;
  }

  ReplyClass replyClass() {
    return replyClass;
  }
}
