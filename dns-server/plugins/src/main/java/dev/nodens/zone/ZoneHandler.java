package dev.nodens.zone;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.core.server.ZoneTable;
import dev.nodens.wire.Name;
import dev.nodens.wire.Opcode;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers from a set of zones, which may be exchanged while it serves. Shared by all event loops.
public final class ZoneHandler implements Handler, TransferSource {
  private final @Nullable ZoneTable<Name> scope;
  private final ZoneTable<Name> fallthrough;
  private final NotifyReceiver receiver;
  private volatile ZoneTable<ZoneSlot> zones;
  private volatile boolean last;

  /// @param scope the only zones at or below which anything is served; empty for no limit
  /// @param fallthrough zones whose missing names go on to the next plugin
  /// @param receiver takes NOTIFY messages
  public ZoneHandler(List<Name> scope, List<Name> fallthrough, NotifyReceiver receiver) {
    this.scope = scope.isEmpty() ? null : table(scope);
    this.fallthrough = table(fallthrough);
    this.receiver = receiver;
    this.zones = ZoneTable.of(Map.of());
  }

  private static ZoneTable<Name> table(List<Name> names) {
    Map<Name, Name> zones = new LinkedHashMap<>();
    names.forEach(name -> zones.put(name, name));
    return ZoneTable.of(zones);
  }

  /// Serves these zones from now on. Any thread.
  public void use(Collection<ZoneSlot> slots) {
    Map<Name, ZoneSlot> served = new LinkedHashMap<>();
    slots.forEach(slot -> served.put(slot.origin(), slot));
    zones = ZoneTable.of(served);
  }

  /// Says that no plugin follows: names outside the zones are REFUSED then.
  public void last(boolean isLast) {
    last = isLast;
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Query query = exchange.query();
    @Nullable ZoneSlot slot = inScope(query) ? zones.find(query) : null;
    if (slot == null) {
      return last ? exchange.fail(Rcode.REFUSED) : Outcome.NEXT;
    }
    int type = query.qtype();
    if (type == RrType.AXFR || type == RrType.IXFR) {
      return exchange.fail(Rcode.REFUSED);
    }
    if (query.opcode() == Opcode.NOTIFY) {
      return receiver.notified(exchange, slot);
    }
    @Nullable Zone zone = slot.expired() ? null : slot.zone();
    if (zone == null) {
      return exchange.fail(Rcode.SERVFAIL);
    }
    return ZoneAnswer.answer(exchange, zone, fallthrough.find(query) != null);
  }

  private boolean inScope(Query query) {
    return scope == null || scope.find(query) != null;
  }

  @Override
  public @Nullable Zone transferable(Name origin) {
    @Nullable ZoneSlot slot = zones.get(origin);
    return slot == null || slot.expired() ? null : slot.zone();
  }
}
