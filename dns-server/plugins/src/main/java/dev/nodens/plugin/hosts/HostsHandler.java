package dev.nodens.plugin.hosts;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.core.server.ZoneTable;
import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Answers A, AAAA and PTR queries from a [HostsTable]. A name that is known has no data for other
/// types; a name that is not known fails, because there is no SOA record to deny it with.
final class HostsHandler implements Handler {
  private final ZoneTable<Name> zones;
  private final ZoneTable<Name> fallthrough;
  private final boolean fallthroughUnsupported;
  private volatile HostsTable table;

  HostsHandler(HostsConfig config, HostsTable table) {
    this.zones = tableOf(config.zones());
    this.fallthrough = tableOf(config.fallthrough());
    this.fallthroughUnsupported = config.fallthroughUnsupported();
    this.table = table;
  }

  private static ZoneTable<Name> tableOf(List<Name> names) {
    Map<Name, Name> zones = new LinkedHashMap<>();
    names.forEach(name -> zones.put(name, name));
    return ZoneTable.of(zones);
  }

  /// Serves from `newTable` from now on. Any thread.
  void use(HostsTable newTable) {
    table = newTable;
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Query query = exchange.query();
    if (query.qtype() == RrType.PTR) {
      Answers pointers = table.pointers(query);
      return pointers == null ? Outcome.NEXT : answer(exchange, pointers);
    }
    return zones.find(query) == null ? Outcome.NEXT : serveHost(exchange, query);
  }

  private Outcome serveHost(Exchange exchange, Query query) {
    HostsTable.Host host = table.host(query);
    int type = query.qtype();
    boolean supported = type == RrType.A || type == RrType.AAAA;
    boolean mayFall = host == null || (fallthroughUnsupported && !supported);
    if (mayFall && fallthrough.find(query) != null) {
      return Outcome.NEXT;
    }
    if (host == null) {
      return exchange.fail(Rcode.SERVFAIL);
    }
    return switch (type) {
      case RrType.A -> answer(exchange, host.v4());
      case RrType.AAAA -> answer(exchange, host.v6());
      default -> answer(exchange, Answers.NONE);
    };
  }

  private static Outcome answer(Exchange exchange, Answers answers) {
    answers.writeTo(exchange.startReply(Rcode.NOERROR, true));
    return Outcome.ANSWERED;
  }
}
