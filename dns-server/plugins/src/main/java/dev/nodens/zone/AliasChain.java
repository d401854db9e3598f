package dev.nodens.zone;

import dev.nodens.core.Exchange;
import dev.nodens.core.Outcome;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Follows an alias whose CNAME record stands in the reply already: within the zone as far as it
/// goes, then by asking the whole server.
final class AliasChain {
  private static final int MOST = 9;

  private AliasChain() {}

  /// @param target lower-case name that the last CNAME record points to
  static Outcome follow(Exchange exchange, Zone zone, byte[] target) {
    int type = exchange.query().qtype();
    MessageWriter out = exchange.reply();
    byte[] next = target;
    for (int i = 0; i < MOST; i++) {
      @Nullable Node cut = cutAbove(zone, next, type);
      if (cut != null) {
        ZoneAnswer.refer(exchange, zone, cut);
        return Outcome.ANSWERED;
      }
      @Nullable Node node = zone.find(next, 0, next.length);
      if (node == null || node.isEmpty() || isApexQuestion(zone, node, type)) {
        return TargetQuestion.ask(exchange, zone, next);
      }
      @Nullable Rrset alias = node.alias();
      if (alias == null) {
        return end(exchange, zone, node);
      }
      if (Arrays.equals(alias.data(0), node.name())) {
        return exchange.fail(Rcode.SERVFAIL);
      }
      alias.write(out, RecordCursor.ANSWER, node.name(), exchange.query().dnssecOk());
      next = alias.data(0);
    }
    // A loop: the client gets as much of it as is certain to be one.
    ZoneAnswer.authority(exchange, zone);
    return Outcome.ANSWERED;
  }

  private static boolean isApexQuestion(Zone zone, Node node, int type) {
    return type == RrType.NS || type == RrType.SOA && node == zone.apex();
  }

  private static Outcome end(Exchange exchange, Zone zone, Node node) {
    @Nullable Rrset data = node.find(exchange.query().qtype());
    if (data == null) {
      ZoneAnswer.denial(exchange, zone);
      return Outcome.ANSWERED;
    }
    data.write(exchange.reply(), RecordCursor.ANSWER, node.name(), exchange.query().dnssecOk());
    ZoneAnswer.authority(exchange, zone);
    Glue.ofTargets(exchange, zone, data);
    return Outcome.ANSWERED;
  }

  /// The highest zone cut at or above `name`, or null.
  private static @Nullable Node cutAbove(Zone zone, byte[] name, int type) {
    if (!zone.contains(name, 0)) {
      return null;
    }
    @Nullable Node highest = null;
    int least = zone.apex().name().length;
    for (int at = 0; name.length - at > least; at += (name[at] & 0xff) + 1) {
      @Nullable Node node = zone.find(name, at, WireName.length(name, at));
      boolean ownSigner = type == RrType.DS && at == 0;
      if (node != null && ZoneAnswer.isCut(zone, node) && !ownSigner) {
        highest = node;
      }
    }
    return highest;
  }
}
