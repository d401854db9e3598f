package dev.nodens.plugin.tls.acme;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.Records;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.util.List;

/// Answers an ACME server's TXT queries while an order runs; all else goes on.
final class ChallengeHandler implements Handler {
  private final Challenges challenges;

  ChallengeHandler(Challenges challenges) {
    this.challenges = challenges;
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Query query = exchange.query();
    if (challenges.areNone() || query.qtype() != RrType.TXT || query.qclass() != RrClass.IN) {
      return Outcome.NEXT;
    }
    List<byte[]> texts = challenges.of(Name.of(query.qname(), 0));
    if (texts.isEmpty()) {
      return Outcome.NEXT;
    }
    MessageWriter reply = exchange.startReply(Rcode.NOERROR, true);
    for (byte[] text : texts) {
      Records.txt(reply, RecordCursor.ANSWER, RrClass.IN, 0, text);
    }
    return Outcome.ANSWERED;
  }
}
