package dev.nodens.zone;

import dev.nodens.core.Exchange;
import dev.nodens.core.Outcome;
import dev.nodens.core.SelfQuestion;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCopier;
import dev.nodens.wire.RecordCursor;
import org.jspecify.annotations.Nullable;

/// Asks the whole server for the target of an alias and ends the client's reply with what comes
/// back (RFC 6604 §3: the rcode is that of the last step).
final class TargetQuestion {
  private TargetQuestion() {}

  /// @param name lower-case target, wire form
  static Outcome ask(Exchange exchange, Zone zone, byte[] name) {
    int type = exchange.query().qtype();
    return SelfQuestion.ask(exchange, name, type, (outer, inner) -> end(outer, zone, inner));
  }

  private static Outcome end(Exchange outer, Zone zone, @Nullable Exchange inner) {
    int rcode = inner == null ? Rcode.SERVFAIL : Header.rcode(inner.reply().flags());
    boolean empty = inner == null || inner.reply().count(RecordCursor.ANSWER) == 0;
    if (inner != null) {
      copyAnswers(inner, outer.reply());
    }
    boolean passedOn = rcode == Rcode.NXDOMAIN || rcode == Rcode.SERVFAIL;
    outer.reply().rcode(passedOn ? rcode : Rcode.NOERROR);
    if (rcode == Rcode.NXDOMAIN || rcode == Rcode.NOERROR && empty) {
      ZoneAnswer.denial(outer, zone);
    } else {
      ZoneAnswer.authority(outer, zone);
    }
    return Outcome.ANSWERED;
  }

  private static void copyAnswers(Exchange inner, MessageWriter out) {
    RecordCursor cursor = inner.cursor();
    var copier = new RecordCopier();
    if (cursor.reset(inner.reply().buffer(), inner.reply().length())) {
      while (cursor.next() && cursor.section() == RecordCursor.ANSWER) {
        copier.copy(cursor, out, RecordCursor.ANSWER);
      }
    }
  }
}
