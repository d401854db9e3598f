package dev.nodens.plugin.acl;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.core.server.ServedZone;
import dev.nodens.core.server.ZoneTable;
import dev.nodens.corefile.Cidr;
import dev.nodens.plugin.acl.AclConfig.Action;
import dev.nodens.plugin.acl.AclConfig.Policy;
import dev.nodens.wire.Name;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrType;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Lets a query pass, or ends it, by its client and its type. Allocates nothing for one that
/// passes.
final class AclHandler implements Handler {
  private static final int EXTENDED_ERROR = 15;
  private static final byte[] BLOCKED = {0, 15};
  private static final byte[] FILTERED = {0, 17};

  private final Rule[] rules;
  private final AclMetrics metrics;

  AclHandler(AclConfig config, AclMetrics metrics) {
    this.rules =
        config.rules().stream()
            .map(rule ->
                new Rule(
                    ZoneTable.ofNames(rule.zones()),
                    rule.policies().stream().map(Line::of).toArray(Line[]::new)))
            .toArray(Rule[]::new);
    this.metrics = metrics;
  }

  private record Rule(ZoneTable<Name> zones, Line[] lines) {}

  /// A policy ready to be used; null means everything.
  private record Line(Action action, @Nullable BitSet types, Cidr @Nullable [] networks) {
    static Line of(Policy policy) {
      @Nullable BitSet types = policy.types().map(Line::bits).orElse(null);
      Cidr @Nullable [] networks =
          policy.networks().map(list -> list.toArray(Cidr[]::new)).orElse(null);
      return new Line(policy.action(), types, networks);
    }

    private static BitSet bits(Iterable<Integer> types) {
      var bits = new BitSet(RrType.CAA);
      types.forEach(bits::set);
      return bits;
    }

    boolean matches(Exchange exchange) {
      if (types != null && !types.get(exchange.query().qtype())) {
        return false;
      }
      return networks == null || holds(networks, exchange);
    }

    private static boolean holds(Cidr[] networks, Exchange exchange) {
      for (Cidr network : networks) {
        if (network.contains(exchange.clientAddress(), 0, exchange.clientAddressLength())) {
          return true;
        }
      }
      return false;
    }
  }

  @Override
  public Outcome serve(Exchange exchange) {
    ServedZone served = exchange.served();
    for (Rule rule : rules) {
      @Nullable Name zone = rule.zones().find(exchange.query());
      @Nullable Action action = zone == null ? null : decide(rule.lines(), exchange);
      if (action == Action.ALLOW) {
        break;
      }
      if (zone != null && action != null) {
        metrics.denied(action, served, zone.toString(), exchange.loop().index());
        return deny(exchange, action);
      }
    }
    metrics.allowed(served, exchange.loop().index());
    return Outcome.NEXT;
  }

  private static @Nullable Action decide(Line[] lines, Exchange exchange) {
    for (Line line : lines) {
      if (line.matches(exchange)) {
        return line.action();
      }
    }
    return null;
  }

  /// Says why in an extended error (RFC 8914), which reaches only clients that speak EDNS.
  private static Outcome deny(Exchange exchange, Action action) {
    if (action == Action.DROP) {
      return Outcome.DROPPED;
    }
    boolean block = action == Action.BLOCK;
    exchange.startReply(block ? Rcode.REFUSED : Rcode.NOERROR, false);
    exchange.options().put(EXTENDED_ERROR, block ? BLOCKED : FILTERED);
    return Outcome.ANSWERED;
  }
}
