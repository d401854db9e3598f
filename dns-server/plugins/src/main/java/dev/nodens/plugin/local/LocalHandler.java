package dev.nodens.plugin.local;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.server.ZoneTable;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.Records;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers for `localhost` and the reverse zones of the loopback, zero and broadcast networks (RFC
/// 6761 §6.3, RFC 6303 §4.2), and for names below or beginning with `localhost`.
final class LocalHandler implements Handler {
  private static final int TTL = 604800;
  private static final Name LOCALHOST = Name.parse("localhost.");
  private static final Name HOSTMASTER = Name.parse("root.localhost.");
  private static final byte[] LABEL = Arrays.copyOf(LOCALHOST.lower(), LOCALHOST.length() - 1);
  private static final byte[] LOOPBACK_POINTER = Name.parse("1.0.0.127.in-addr.arpa.").lower();
  private static final byte[] LOOPBACK4 = {127, 0, 0, 1};
  private static final byte[] LOOPBACK6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private final ZoneTable<Name> zones =
      ZoneTable.ofNames(
          List.of(
              LOCALHOST,
              Name.parse("0.in-addr.arpa."),
              Name.parse("127.in-addr.arpa."),
              Name.parse("255.in-addr.arpa.")));
  private final boolean prefix;
  private final Counter counted;

  LocalHandler(boolean prefix, Counter counted) {
    this.prefix = prefix;
    this.counted = counted;
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Query query = exchange.query();
    @Nullable Name zone = zones.find(query);
    boolean apex = zone != null && zone.length() == query.qnameLength();
    boolean below = zone != null && zone.equals(LOCALHOST) && !apex;
    if (below || prefix && !apex && beginsWithLocalhost(query)) {
      counted.increment(exchange.loop().index());
      answerAddress(exchange, query);
      return Outcome.ANSWERED;
    }
    if (zone == null) {
      return Outcome.NEXT;
    }
    if (apex) {
      answerApex(exchange, query, zone.equals(LOCALHOST));
    } else {
      answerBelow(exchange, query, zone);
    }
    return Outcome.ANSWERED;
  }

  private static boolean beginsWithLocalhost(Query query) {
    return Arrays.equals(query.qname(), 0, LABEL.length, LABEL, 0, LABEL.length);
  }

  private static void answerAddress(Exchange exchange, Query query) {
    MessageWriter reply = exchange.startReply(Rcode.NOERROR, false);
    switch (query.qtype()) {
      case RrType.A -> Records.address(reply, RecordCursor.ANSWER, TTL, LOOPBACK4, 0, 4);
      case RrType.AAAA -> Records.address(reply, RecordCursor.ANSWER, TTL, LOOPBACK6, 0, 16);
      default -> soa(reply, RecordCursor.AUTHORITY, Header.LENGTH);
    }
  }

  private static void answerApex(Exchange exchange, Query query, boolean localhost) {
    int type = query.qtype();
    if (localhost && (type == RrType.A || type == RrType.AAAA)) {
      answerAddress(exchange, query);
      return;
    }
    MessageWriter reply = exchange.startReply(Rcode.NOERROR, false);
    switch (type) {
      case RrType.SOA -> soa(reply, RecordCursor.ANSWER, Header.LENGTH);
      case RrType.NS -> Records.target(reply, RecordCursor.ANSWER, type, TTL, LOCALHOST.wire());
      default -> soa(reply, RecordCursor.AUTHORITY, Header.LENGTH);
    }
  }

  private static void answerBelow(Exchange exchange, Query query, Name zone) {
    boolean known =
        Arrays.equals(
            query.qname(), 0, query.qnameLength(), LOOPBACK_POINTER, 0, LOOPBACK_POINTER.length);
    MessageWriter reply = exchange.startReply(known ? Rcode.NOERROR : Rcode.NXDOMAIN, false);
    if (known && query.qtype() == RrType.PTR) {
      Records.target(reply, RecordCursor.ANSWER, RrType.PTR, TTL, LOCALHOST.wire());
    } else {
      soa(reply, RecordCursor.AUTHORITY, Header.LENGTH + query.qnameLength() - zone.length());
    }
  }

  private static void soa(MessageWriter reply, int section, int ownerAt) {
    reply.beginAt(ownerAt, RrType.SOA, RrClass.IN, TTL);
    reply.name(LOCALHOST.wire(), 0);
    reply.name(HOSTMASTER.wire(), 0);
    reply.i32(1);
    reply.i32(0);
    reply.i32(0);
    reply.i32(0);
    reply.i32(TTL);
    reply.end(section);
  }
}
