package dev.nodens.plugin.kubernetes;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.core.OutsideView;
import dev.nodens.core.SearchPath;
import dev.nodens.core.server.ZoneTable;
import dev.nodens.plugin.kubernetes.table.ClusterTable;
import dev.nodens.plugin.kubernetes.table.ServiceRow;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.Records;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;
import dev.nodens.zone.Zone;
import dev.nodens.zone.ZoneMaker;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Answers the names of the cluster's zones from the table, without allocation but for external
/// names and name servers.
final class ClusterHandler implements Handler, SearchPath, OutsideView, ZoneMaker {
  private static final byte[] VERSION = "1.1.0".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION_TTL = 28800;

  private final KubernetesConfig config;
  private final ClusterTable table;
  private final BooleanSupplier synced;
  private final ZoneTable<Name> zones;
  private final @Nullable ZoneTable<Name> fallthrough;
  private final Scratch[] scratches;
  private final Authority authority;
  private final AddressAnswer addresses;
  private final ServiceAnswer services;
  private final ReverseAnswer reverse;
  private final NameServers nameServers;
  private final ExternalAnswer external;
  private final PodSearchPath searchPath;
  private final OutsideServices outside;
  private @Nullable ZoneTable<Name> importZones;
  private @Nullable ClusterHandler imports;

  /// @param loops number of event loops
  /// @param synced whether the table is complete; until then a missing name is no name error
  ClusterHandler(
      KubernetesConfig config,
      ClusterTable table,
      NameServers nameServers,
      int loops,
      BooleanSupplier synced) {
    this.config = config;
    this.table = table;
    this.synced = synced;
    this.nameServers = nameServers;
    this.zones = ZoneTable.of(byName(config.zones()));
    this.fallthrough =
        config.fallthrough().isEmpty() ? null : ZoneTable.of(byName(config.fallthrough()));
    this.authority = new Authority(config.ttl());
    this.addresses = new AddressAnswer(config.ttl());
    this.services = new ServiceAnswer(config.ttl(), addresses);
    this.reverse = new ReverseAnswer(config, table);
    this.external = new ExternalAnswer(config, table, addresses);
    this.searchPath = new PodSearchPath(config, table);
    this.outside = new OutsideServices(config, table);
    this.scratches = new Scratch[loops];
    Arrays.setAll(scratches, i -> new Scratch(false, config.zonal()));
  }

  /// Leaves `zones` to another handler, whose table holds the services of a cluster set. Called
  /// before the first query.
  void imports(List<Name> zones, ClusterHandler handler) {
    importZones = ZoneTable.of(byName(zones));
    imports = handler;
    Arrays.setAll(handler.scratches, i -> new Scratch(true, false));
  }

  private static Map<Name, Name> byName(List<Name> zones) {
    var map = new LinkedHashMap<Name, Name>();
    zones.forEach(zone -> map.put(zone, zone));
    return map;
  }

  @Override
  public List<Name> searchPath(Exchange exchange) {
    Name zone = zones.find(exchange.query());
    return zone == null ? List.of() : searchPath.of(exchange, zone);
  }

  @Override
  public Answer outside(byte[] name, int zoneAt, boolean headless) {
    return outside.find(name, zoneAt, headless);
  }

  @Override
  public List<Known> outsideServices(boolean headless) {
    return outside.known(headless);
  }

  @Override
  public @Nullable List<Name> pointers(Query query) {
    return outside.pointers(query);
  }

  @Override
  public boolean complete() {
    return synced.getAsBoolean();
  }

  @Override
  public List<byte[]> outsideAddresses(boolean headless) {
    return nameServers.outside(headless);
  }

  @Override
  public int modified() {
    return table.modified();
  }

  @Override
  public int ttl() {
    return config.ttl();
  }

  @Override
  public boolean makes(Name origin) {
    return config.zones().contains(origin) && synced.getAsBoolean();
  }

  @Override
  public Zone make(Name origin) {
    if (imports != null && config.multicluster().contains(origin)) {
      return imports.make(origin);
    }
    return new ClusterZone(config, table, nameServers).make(origin);
  }

  /// Sets what follows the cluster's own domains in a pod's search list. Any thread.
  void searchPathOfHost(List<Name> domains) {
    searchPath.host(domains);
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Query query = exchange.query();
    Name zone = zones.find(query);
    if (zone == null) {
      return Outcome.NEXT;
    }
    if (imports != null && importZones != null && importZones.get(zone) != null) {
      return imports.serve(exchange);
    }
    Scratch scratch = scratches[exchange.loop().index()];
    int zoneAt = query.qnameLength() - zone.length();
    return switch (query.qtype()) {
      case RrType.A -> address(exchange, scratch, zoneAt, 4);
      case RrType.AAAA -> address(exchange, scratch, zoneAt, 16);
      case RrType.SRV -> service(exchange, scratch, zoneAt);
      case RrType.PTR -> pointer(exchange, scratch, zoneAt);
      case RrType.CNAME -> alias(exchange, scratch, zoneAt);
      case RrType.TXT -> text(exchange, scratch, zoneAt);
      case RrType.NS -> nameServer(exchange, scratch, zoneAt);
      case RrType.SOA -> authority(exchange, scratch, zoneAt);
      case RrType.AXFR, RrType.IXFR -> {
        exchange.startReply(Rcode.REFUSED, false);
        yield Outcome.ANSWERED;
      }
      default -> noData(exchange, scratch, zoneAt);
    };
  }

  private Lookup.Found find(Exchange exchange, Scratch scratch, int zoneAt) {
    NameParts parts = scratch.parts;
    NameParts.Kind kind = parts.parse(exchange.query().qname(), zoneAt);
    return scratch.lookup.find(config, table, parts, kind);
  }

  private Outcome address(Exchange exchange, Scratch scratch, int zoneAt, int length) {
    Lookup.Found found = find(exchange, scratch, zoneAt);
    if (found == Lookup.Found.NOTHING) {
      return nameError(exchange, scratch, zoneAt);
    }
    MessageWriter out = exchange.startReply(Rcode.NOERROR, true);
    if (found == Lookup.Found.EXTERNAL) {
      Outcome outcome = external.answer(exchange, scratch, zoneAt, length);
      return outcome == Outcome.PARKED ? outcome : finish(out, scratch, zoneAt);
    }
    if (found == Lookup.Found.NAME_SERVER) {
      nameServers.appendAddresses(out, zone(exchange, zoneAt), length);
    } else {
      addresses.append(out, Header.LENGTH, scratch.lookup, found, length);
    }
    return finish(out, scratch, zoneAt);
  }

  private Outcome service(Exchange exchange, Scratch scratch, int zoneAt) {
    Lookup.Found found = find(exchange, scratch, zoneAt);
    if (found == Lookup.Found.NOTHING) {
      return nameError(exchange, scratch, zoneAt);
    }
    MessageWriter out = exchange.startReply(Rcode.NOERROR, true);
    services.append(out, exchange.query(), zoneAt, scratch, found);
    return finish(out, scratch, zoneAt);
  }

  private Outcome pointer(Exchange exchange, Scratch scratch, int zoneAt) {
    int length = ReverseName.address(exchange.query(), scratch.address);
    if (length == 0) {
      return noData(exchange, scratch, zoneAt);
    }
    MessageWriter out = exchange.startReply(Rcode.NOERROR, true);
    return reverse.append(out, scratch, length)
        ? Outcome.ANSWERED
        : nameError(exchange, scratch, zoneAt);
  }

  private Outcome alias(Exchange exchange, Scratch scratch, int zoneAt) {
    Lookup.Found found = find(exchange, scratch, zoneAt);
    if (found == Lookup.Found.NOTHING) {
      return nameError(exchange, scratch, zoneAt);
    }
    MessageWriter out = exchange.startReply(Rcode.NOERROR, true);
    if (found == Lookup.Found.EXTERNAL) {
      byte[] row = scratch.lookup.entry()[0];
      int target = ServiceRow.target(row);
      out.beginAtQuestion(RrType.CNAME, RrClass.IN, config.ttl());
      out.data(row, target, WireName.length(row, target));
      out.end(RecordCursor.ANSWER);
    }
    return finish(out, scratch, zoneAt);
  }

  private Outcome text(Exchange exchange, Scratch scratch, int zoneAt) {
    Lookup.Found found = find(exchange, scratch, zoneAt);
    if (found == Lookup.Found.NOTHING) {
      return nameError(exchange, scratch, zoneAt);
    }
    MessageWriter out = exchange.startReply(Rcode.NOERROR, true);
    if (found == Lookup.Found.VERSION) {
      Records.txt(out, RecordCursor.ANSWER, RrClass.IN, VERSION_TTL, VERSION);
    }
    return finish(out, scratch, zoneAt);
  }

  private Outcome nameServer(Exchange exchange, Scratch scratch, int zoneAt) {
    if (zoneAt > 0) {
      return noData(exchange, scratch, zoneAt);
    }
    MessageWriter out = exchange.startReply(Rcode.NOERROR, true);
    nameServers.append(out, zone(exchange, zoneAt));
    return finish(out, scratch, zoneAt);
  }

  private Outcome authority(Exchange exchange, Scratch scratch, int zoneAt) {
    if (zoneAt == 0) {
      MessageWriter out = exchange.startReply(Rcode.NOERROR, true);
      authority.append(out, RecordCursor.ANSWER, Header.LENGTH, table.modified(), scratch.soa);
      return Outcome.ANSWERED;
    }
    int length = ReverseName.address(exchange.query(), scratch.address);
    if (length > 0) {
      MessageWriter out = exchange.startReply(Rcode.NOERROR, true);
      if (reverse.append(out, scratch, length)) {
        out = exchange.startReply(Rcode.NOERROR, true);
        return finish(out, scratch, zoneAt);
      }
    }
    return noData(exchange, scratch, zoneAt);
  }

  private Outcome noData(Exchange exchange, Scratch scratch, int zoneAt) {
    if (find(exchange, scratch, zoneAt) == Lookup.Found.NOTHING) {
      return nameError(exchange, scratch, zoneAt);
    }
    return finish(exchange.startReply(Rcode.NOERROR, true), scratch, zoneAt);
  }

  /// Ends a reply: one without answers gets the zone's SOA record.
  private Outcome finish(MessageWriter out, Scratch scratch, int zoneAt) {
    if (out.count(RecordCursor.ANSWER) == 0) {
      appendAuthority(out, scratch, zoneAt);
    }
    return Outcome.ANSWERED;
  }

  private Outcome nameError(Exchange exchange, Scratch scratch, int zoneAt) {
    if (fallthrough != null && fallthrough.find(exchange.query()) != null) {
      return Outcome.NEXT;
    }
    int rcode = synced.getAsBoolean() ? Rcode.NXDOMAIN : Rcode.SERVFAIL;
    appendAuthority(exchange.startReply(rcode, true), scratch, zoneAt);
    return Outcome.ANSWERED;
  }

  private void appendAuthority(MessageWriter out, Scratch scratch, int zoneAt) {
    int owner = Header.LENGTH + zoneAt;
    authority.append(out, RecordCursor.AUTHORITY, owner, table.modified(), scratch.soa);
  }

  /// The zone in the question's letter case, copied.
  private static byte[] zone(Exchange exchange, int zoneAt) {
    Query query = exchange.query();
    return Arrays.copyOfRange(
        query.message(), Header.LENGTH + zoneAt, Header.LENGTH + query.qnameLength());
  }
}
