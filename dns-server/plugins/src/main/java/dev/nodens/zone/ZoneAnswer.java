package dev.nodens.zone;

import dev.nodens.core.Exchange;
import dev.nodens.core.Outcome;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;
import org.jspecify.annotations.Nullable;

/// Answers a query from a zone (RFC 1034 §4.3.2): referral, alias, data, wildcard (RFC 4592) or
/// denial. Allocates only for aliases that leave the zone, DNAMEs, and denials of signed zones.
final class ZoneAnswer {
  private static final int ANSWER = RecordCursor.ANSWER;
  private static final int AUTHORITY = RecordCursor.AUTHORITY;

  private ZoneAnswer() {}

  /// Writes the reply.
  ///
  /// @param fallsThrough whether a name that does not exist goes on to the next plugin
  static Outcome answer(Exchange exchange, Zone zone, boolean fallsThrough) {
    Query query = exchange.query();
    int labels = query.labelCount();
    int depth = zone.labels();
    Node node = zone.apex();
    while (true) {
      Rrset redirection = depth < labels ? node.find(RrType.DNAME) : null;
      if (redirection != null) {
        return Redirection.answer(exchange, zone, node, redirection);
      }
      if (isCut(zone, node) && !(query.qtype() == RrType.DS && depth == labels)) {
        return referral(exchange, zone, node);
      }
      if (depth == labels) {
        return found(exchange, zone, node, node);
      }
      int at = query.label(labels - depth - 1);
      Node child = zone.find(query.qname(), at, query.qnameLength() - at);
      if (child == null) {
        break;
      }
      node = child;
      depth++;
    }
    @Nullable Node source = node.wildcard();
    if (source != null) {
      return found(exchange, zone, source, node);
    }
    return fallsThrough ? Outcome.NEXT : denied(exchange, zone, node);
  }

  /// Whether `node` belongs to another zone (RFC 1034 §4.2.1).
  static boolean isCut(Zone zone, Node node) {
    return node != zone.apex() && node.find(RrType.NS) != null;
  }

  /// The name exists, or `node` is the wildcard that stands for it.
  ///
  /// @param encloser the queried name's own node, or its closest encloser
  private static Outcome found(Exchange exchange, Zone zone, Node node, Node encloser) {
    Query query = exchange.query();
    int type = query.qtype();
    @Nullable Rrset alias = type == RrType.CNAME ? null : node.alias();
    boolean dnssec = query.dnssecOk();
    if (alias != null) {
      MessageWriter out = exchange.startReply(Rcode.NOERROR, true);
      alias.write(out, ANSWER, null, dnssec);
      return AliasChain.follow(exchange, zone, alias.data(0));
    }
    @Nullable Rrset data = node.find(type);
    if (data == null) {
      return noData(exchange, zone, node);
    }
    MessageWriter out = exchange.startReply(Rcode.NOERROR, true);
    data.write(out, ANSWER, null, dnssec);
    if (node == zone.apex() && type == RrType.NS) {
      Glue.below(exchange, zone, node.name(), data);
      return Outcome.ANSWERED;
    }
    authority(exchange, zone);
    if (node != encloser && dnssec) {
      nsec(exchange, zone, zone.denying(query.qname()));
    }
    Glue.ofTargets(exchange, zone, data);
    return Outcome.ANSWERED;
  }

  /// The name servers of the zone, behind a positive answer.
  static void authority(Exchange exchange, Zone zone) {
    zone.nameServers()
        .write(exchange.reply(), AUTHORITY, zone.apex().name(), exchange.query().dnssecOk());
  }

  /// The SOA record, behind a negative answer (RFC 2308 §3).
  static void denial(Exchange exchange, Zone zone) {
    zone.soa()
        .write(
            exchange.reply(),
            AUTHORITY,
            zone.apex().name(),
            exchange.query().dnssecOk(),
            zone.denialTtl());
  }

  private static void nsec(Exchange exchange, Zone zone, @Nullable Node node) {
    @Nullable Rrset nsec = node == null ? null : node.find(RrType.NSEC);
    if (node != null && nsec != null) {
      nsec.write(exchange.reply(), AUTHORITY, node.name(), true, zone.denialTtl());
    }
  }

  private static Outcome noData(Exchange exchange, Zone zone, Node node) {
    exchange.startReply(Rcode.NOERROR, true);
    denial(exchange, zone);
    if (exchange.query().dnssecOk()) {
      nsec(exchange, zone, node.isEmpty() ? zone.denying(exchange.query().qname()) : node);
    }
    return Outcome.ANSWERED;
  }

  private static Outcome denied(Exchange exchange, Zone zone, Node encloser) {
    exchange.startReply(Rcode.NXDOMAIN, true);
    denial(exchange, zone);
    if (exchange.query().dnssecOk()) {
      @Nullable Node name = zone.denying(exchange.query().qname());
      @Nullable Node wildcard = zone.denying(wildcardOf(encloser));
      nsec(exchange, zone, name);
      if (name != wildcard) {
        nsec(exchange, zone, wildcard);
      }
    }
    return Outcome.ANSWERED;
  }

  private static byte[] wildcardOf(Node encloser) {
    byte[] name = new byte[encloser.name().length + 2];
    name[0] = 1;
    name[1] = '*';
    System.arraycopy(encloser.name(), 0, name, 2, encloser.name().length);
    return name;
  }

  private static Outcome referral(Exchange exchange, Zone zone, Node node) {
    exchange.startReply(Rcode.NOERROR, false);
    refer(exchange, zone, node);
    return Outcome.ANSWERED;
  }

  /// The name servers of the zone below `node`, their addresses, and whether it is signed.
  static void refer(Exchange exchange, Zone zone, Node node) {
    MessageWriter out = exchange.reply();
    boolean dnssec = exchange.query().dnssecOk();
    @Nullable Rrset servers = node.find(RrType.NS);
    @Nullable Rrset signers = node.find(RrType.DS);
    if (servers == null) {
      return;
    }
    servers.write(out, AUTHORITY, node.name(), dnssec);
    if (dnssec && signers != null) {
      signers.write(out, AUTHORITY, node.name(), true);
    } else if (dnssec) {
      nsec(exchange, zone, node);
    }
    Glue.below(exchange, zone, node.name(), servers);
  }
}
