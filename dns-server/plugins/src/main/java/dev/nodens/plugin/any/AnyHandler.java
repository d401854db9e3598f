package dev.nodens.plugin.any;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;

/// Answers ANY with HINFO (RFC 8482 §4.2); all else goes on.
final class AnyHandler implements Handler {
  private static final int TTL = 8482;
  private static final byte[] CPU = "ANY obsoleted".getBytes(US_ASCII);
  private static final byte[] OS = "See RFC 8482".getBytes(US_ASCII);

  @Override
  public Outcome serve(Exchange exchange) {
    if (exchange.query().qtype() != RrType.ANY) {
      return Outcome.NEXT;
    }
    MessageWriter reply = exchange.startReply(Rcode.NOERROR, false);
    reply.beginAtQuestion(RrType.HINFO, RrClass.IN, TTL);
    text(reply, CPU);
    text(reply, OS);
    reply.end(RecordCursor.ANSWER);
    return Outcome.ANSWERED;
  }

  private static void text(MessageWriter reply, byte[] text) {
    reply.u8(text.length);
    reply.data(text, 0, text.length);
  }
}
