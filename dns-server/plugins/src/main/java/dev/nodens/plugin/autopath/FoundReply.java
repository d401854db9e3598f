package dev.nodens.plugin.autopath;

import dev.nodens.core.Exchange;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Octets;
import dev.nodens.wire.RecordCopier;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.Records;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;

/// Makes the reply to one name the reply to another: a CNAME record leads from the name that was
/// asked for to the one that was found.
final class FoundReply {
  private FoundReply() {}

  /// Writes `message` as the reply of `exchange`.
  static void write(Exchange exchange, byte[] message, int length) {
    MessageWriter reply = exchange.reply();
    reply.startReply(exchange.query());
    int kept = Header.AA | Header.TC | Header.RA | Header.AD | Header.RCODE_MASK;
    reply.flags(reply.flags() | Octets.u16(message, Header.FLAGS) & kept);
    byte[] asked = new byte[WireName.MAX_LENGTH + 1];
    System.arraycopy(
        exchange.query().message(), Header.LENGTH, asked, 0, exchange.query().qnameLength());
    RecordCursor records = exchange.cursor();
    link(reply, records, message, length, asked);
    var copier = new RecordCopier();
    if (records.reset(message, length)) {
      while (records.next()) {
        if (records.type() != RrType.OPT) {
          copier.copy(records, reply, records.section());
        }
      }
    }
  }

  /// Leads to the owner of the first answer that is not the name asked for.
  private static void link(
      MessageWriter reply, RecordCursor records, byte[] message, int length, byte[] asked) {
    byte[] owner = new byte[WireName.MAX_LENGTH + 1];
    int askedLength = WireName.length(asked, 0);
    if (!records.reset(message, length)) {
      return;
    }
    while (records.next() && records.section() == RecordCursor.ANSWER) {
      int ownerLength = WireName.expand(message, records.ownerAt(), length, owner, 0);
      boolean same =
          ownerLength == askedLength && WireName.equalsIgnoreCase(owner, 0, asked, 0, askedLength);
      if (ownerLength > 0 && !same) {
        Records.target(reply, RecordCursor.ANSWER, asked, RrType.CNAME, (int) records.ttl(), owner);
        return;
      }
    }
  }
}
