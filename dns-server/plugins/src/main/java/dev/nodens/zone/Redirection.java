package dev.nodens.zone;

import dev.nodens.core.Exchange;
import dev.nodens.core.Outcome;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;
import java.util.Arrays;

/// Answers names below a DNAME record (RFC 6672 §2.3) with that record, a CNAME record made of it,
/// and what the new name has.
final class Redirection {
  private Redirection() {}

  static Outcome answer(Exchange exchange, Zone zone, Node node, Rrset redirection) {
    Query query = exchange.query();
    byte[] target = redirection.data(0);
    int kept = query.qnameLength() - node.name().length;
    boolean fits = kept + target.length <= WireName.MAX_LENGTH;
    MessageWriter out = exchange.startReply(fits ? Rcode.NOERROR : Rcode.YXDOMAIN, true);
    redirection.write(out, RecordCursor.ANSWER, node.name(), query.dnssecOk());
    if (!fits) {
      return Outcome.ANSWERED;
    }
    byte[] name = Arrays.copyOf(query.qname(), kept + target.length);
    System.arraycopy(target, 0, name, kept, target.length);
    for (int i = kept; i < name.length; i++) {
      name[i] = WireName.lower(name[i]);
    }
    if (Arrays.equals(name, 0, name.length, query.qname(), 0, query.qnameLength())) {
      return exchange.fail(Rcode.SERVFAIL);
    }
    Rrset.writeOne(out, RecordCursor.ANSWER, null, RrType.CNAME, redirection.ttl(0), name);
    if (query.qtype() == RrType.CNAME) {
      ZoneAnswer.authority(exchange, zone);
      return Outcome.ANSWERED;
    }
    return AliasChain.follow(exchange, zone, name);
  }
}
