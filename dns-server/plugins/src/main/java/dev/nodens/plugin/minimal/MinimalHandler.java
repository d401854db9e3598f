package dev.nodens.plugin.minimal;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Interceptor;
import dev.nodens.core.Outcome;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Opcode;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;

/// Cuts authority and additional section off positive answers. Denials need their SOA record,
/// delegations their NS records: both stay whole, as errors do.
final class MinimalHandler implements Handler, Interceptor {
  @Override
  public Outcome serve(Exchange exchange) {
    exchange.intercept(this, null, 0);
    return Outcome.NEXT;
  }

  @Override
  public Outcome onOutcome(Exchange exchange, Outcome outcome) {
    if (outcome == Outcome.ANSWERED
        && exchange.rcode(outcome) == Rcode.NOERROR
        && isPlain(exchange.query())) {
      strip(exchange.reply(), exchange.cursor());
    }
    return outcome;
  }

  private static boolean isPlain(Query query) {
    return query.opcode() == Opcode.QUERY
        && query.qtype() != RrType.AXFR
        && query.qtype() != RrType.IXFR;
  }

  private static void strip(MessageWriter reply, RecordCursor records) {
    int authorities = reply.count(RecordCursor.AUTHORITY);
    if (authorities + reply.count(RecordCursor.ADDITIONAL) == 0
        || !records.reset(reply.buffer(), reply.length())) {
      return;
    }
    int answersEnd = records.end();
    boolean answered = reply.count(RecordCursor.ANSWER) > 0;
    int nameServers = 0;
    while (records.next() && records.section() != RecordCursor.ADDITIONAL) {
      if (records.section() == RecordCursor.ANSWER) {
        answersEnd = records.end();
      } else if (records.type() == RrType.SOA && !answered) {
        return;
      } else if (records.type() == RrType.NS) {
        nameServers++;
      }
    }
    // With DNSSEC a referral has more than NS records (RFC 4035 §3.1.4).
    boolean referral = !answered && nameServers > 0;
    if (!referral) {
      Octets.putI32(reply.buffer(), Header.NSCOUNT, 0);
      reply.length(answersEnd);
    }
  }
}
