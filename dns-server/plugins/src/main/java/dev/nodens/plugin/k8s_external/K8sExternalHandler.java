package dev.nodens.plugin.k8s_external;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.core.OutsideView;
import dev.nodens.core.SelfQuestion;
import dev.nodens.core.server.ZoneTable;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCopier;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.Records;
import dev.nodens.wire.RrType;
import dev.nodens.zone.Zone;
import dev.nodens.zone.ZoneMaker;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Answers `service.namespace.ZONE` with the service's external addresses, and the zone's own
/// records. Shared by all event loops.
final class K8sExternalHandler implements Handler, ZoneMaker {
  static final int REFRESH = 7200;
  static final int RETRY = 1800;
  static final int EXPIRE = 86400;

  private final K8sExternalConfig config;
  private final ZoneTable<Name> zones;
  private final ZoneTable<Name> fallthrough;
  private volatile @Nullable OutsideView cluster;

  K8sExternalHandler(K8sExternalConfig config) {
    this.config = config;
    this.zones = ZoneTable.ofNames(config.zones());
    this.fallthrough = ZoneTable.ofNames(config.fallthrough());
  }

  /// Takes services from `view`.
  void use(OutsideView view) {
    cluster = view;
  }

  @Override
  public boolean makes(Name origin) {
    @Nullable OutsideView view = cluster;
    return view != null && view.complete() && config.zones().contains(origin);
  }

  @Override
  public Zone make(Name origin) {
    return new ExternalZone(config, Objects.requireNonNull(cluster), origin).make();
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Query query = exchange.query();
    @Nullable Name zone = zones.find(query);
    @Nullable OutsideView view = cluster;
    if (zone == null || view == null) {
      return Outcome.NEXT;
    }
    byte[] name = Arrays.copyOf(query.qname(), query.qnameLength());
    int zoneAt = name.length - zone.length();
    if (zoneAt == 0) {
      return apex(exchange, zone, view);
    }
    Name asked = Name.of(name, 0);
    Name dns = zone.prepend(config.apex());
    if (asked.isAtOrBelow(dns)) {
      return belowApex(exchange, zone, view, asked, dns);
    }
    @Nullable List<Name> names = query.qtype() == RrType.PTR ? view.pointers(query) : null;
    if (names != null) {
      return pointers(exchange, zone, view, names);
    }
    OutsideView.Answer answer = view.outside(name, zoneAt, config.headless());
    if (!answer.exists()) {
      return missing(exchange, zone, view);
    }
    if (answer.places().isEmpty()) {
      return denied(exchange, zone, view, Rcode.NOERROR);
    }
    return switch (query.qtype()) {
      case RrType.A -> addresses(exchange, zone, view, answer.places(), 4);
      case RrType.AAAA -> addresses(exchange, zone, view, answer.places(), 16);
      case RrType.SRV -> services(exchange, zone, view, answer.places());
      default -> denied(exchange, zone, view, Rcode.NOERROR);
    };
  }

  private Outcome missing(Exchange exchange, Name zone, OutsideView view) {
    return fallthrough.find(exchange.query()) != null
        ? Outcome.NEXT
        : denied(exchange, zone, view, Rcode.NXDOMAIN);
  }

  /// The services that have an address, in the first zone.
  private Outcome pointers(Exchange exchange, Name zone, OutsideView view, List<Name> services) {
    if (services.isEmpty()) {
      return missing(exchange, zone, view);
    }
    MessageWriter out = exchange.startReply(Rcode.NOERROR, true);
    for (Name labels : services) {
      byte[] target = below(labels, config.zones().getFirst()).wire();
      Records.target(out, RecordCursor.ANSWER, RrType.PTR, config.ttl(), target);
    }
    return Outcome.ANSWERED;
  }

  private Outcome apex(Exchange exchange, Name zone, OutsideView view) {
    MessageWriter out = exchange.startReply(Rcode.NOERROR, true);
    switch (exchange.query().qtype()) {
      case RrType.SOA -> soa(out, RecordCursor.ANSWER, zone, view);
      case RrType.NS -> {
        Name server = server(zone);
        Records.target(out, RecordCursor.ANSWER, RrType.NS, config.ttl(), server.wire());
        for (byte[] address : view.outsideAddresses(config.headless())) {
          Records.address(
              out,
              RecordCursor.ADDITIONAL,
              server.wire(),
              config.ttl(),
              address,
              0,
              address.length);
        }
      }
      default -> soa(out, RecordCursor.AUTHORITY, zone, view);
    }
    return Outcome.ANSWERED;
  }

  /// `APEX.ZONE` has nothing, `ns1.APEX.ZONE` the addresses of this server.
  private Outcome belowApex(Exchange exchange, Name zone, OutsideView view, Name asked, Name dns) {
    if (asked.equals(dns)) {
      return denied(exchange, zone, view, Rcode.NOERROR);
    }
    if (!asked.equals(server(zone))) {
      return denied(exchange, zone, view, Rcode.NXDOMAIN);
    }
    int length =
        switch (exchange.query().qtype()) {
          case RrType.A -> 4;
          case RrType.AAAA -> 16;
          default -> 0;
        };
    MessageWriter out = exchange.startReply(Rcode.NOERROR, true);
    for (byte[] address : view.outsideAddresses(config.headless())) {
      if (address.length == length) {
        Records.address(out, RecordCursor.ANSWER, config.ttl(), address, 0, length);
      }
    }
    return finish(out, zone, view);
  }

  private Outcome addresses(
      Exchange exchange, Name zone, OutsideView view, List<OutsideView.Place> places, int length) {
    MessageWriter out = exchange.startReply(Rcode.NOERROR, true);
    for (int i = 0; i < places.size(); i++) {
      byte[] address = places.get(i).address();
      boolean repeated =
          places.subList(0, i).stream()
              .anyMatch(earlier -> Arrays.equals(earlier.address(), address));
      if (address.length == length && !repeated) {
        Records.address(out, RecordCursor.ANSWER, config.ttl(), address, 0, length);
      }
    }
    boolean addressed = places.stream().anyMatch(place -> place.host().isEmpty());
    if (!addressed) {
      // A name has one CNAME record at most (RFC 1034 §3.6.2).
      Name host = places.getFirst().host().orElse(Name.ROOT);
      Records.target(out, RecordCursor.ANSWER, RrType.CNAME, view.ttl(), host.wire());
      int type = exchange.query().qtype();
      return SelfQuestion.ask(exchange, host.lower(), type, K8sExternalHandler::append);
    }
    return finish(out, zone, view);
  }

  private static Outcome append(Exchange outer, @Nullable Exchange inner) {
    if (inner != null) {
      RecordCursor records = inner.cursor();
      var copier = new RecordCopier();
      if (records.reset(inner.reply().buffer(), inner.reply().length())) {
        while (records.next() && records.section() == RecordCursor.ANSWER) {
          copier.copy(records, outer.reply(), RecordCursor.ANSWER);
        }
      }
    }
    return Outcome.ANSWERED;
  }

  private Outcome services(
      Exchange exchange, Name zone, OutsideView view, List<OutsideView.Place> all) {
    MessageWriter out = exchange.startReply(Rcode.NOERROR, true);
    int weight = Math.max(1, 100 / all.size());
    List<OutsideView.Place> places = all.stream().filter(OutsideView.Place::hasPort).toList();
    List<Target> targets =
        places.stream().map(place -> new Target(target(place, zone), place.port())).toList();
    for (int i = 0; i < places.size(); i++) {
      if (targets.indexOf(targets.get(i)) == i) {
        Target target = targets.get(i);
        Records.srv(
            out, RecordCursor.ANSWER, view.ttl(), 0, weight, target.port(), target.name().wire());
      }
    }
    for (int i = 0; i < places.size(); i++) {
      OutsideView.Place place = places.get(i);
      boolean repeated =
          places.subList(0, i).stream()
              .anyMatch(earlier ->
                  Arrays.equals(earlier.address(), place.address())
                      && earlier.labels().equals(place.labels()));
      if (place.host().isEmpty() && !repeated) {
        Records.address(
            out,
            RecordCursor.ADDITIONAL,
            targets.get(i).name().wire(),
            config.ttl(),
            place.address(),
            0,
            place.address().length);
      }
    }
    return finish(out, zone, view);
  }

  /// What an SRV record points to.
  private record Target(Name name, int port) {}

  static Name target(OutsideView.Place place, Name zone) {
    return place.host().orElseGet(() -> below(place.labels(), zone));
  }

  /// `labels`, a name that ends in the root, put before `zone`.
  static Name below(Name labels, Name zone) {
    byte[] wire = labels.wire();
    byte[] name = Arrays.copyOf(wire, wire.length - 1 + zone.length());
    System.arraycopy(zone.wire(), 0, name, wire.length - 1, zone.length());
    return Name.of(name, 0);
  }

  private Outcome denied(Exchange exchange, Name zone, OutsideView view, int rcode) {
    soa(exchange.startReply(rcode, true), RecordCursor.AUTHORITY, zone, view);
    return Outcome.ANSWERED;
  }

  private Outcome finish(MessageWriter out, Name zone, OutsideView view) {
    if (out.count(RecordCursor.ANSWER) == 0) {
      soa(out, RecordCursor.AUTHORITY, zone, view);
    }
    return Outcome.ANSWERED;
  }

  private Name server(Name zone) {
    return zone.prepend("ns1." + config.apex());
  }

  private void soa(MessageWriter out, int section, Name zone, OutsideView view) {
    Records.soa(
        out,
        section,
        zone.wire(),
        config.ttl(),
        server(zone).wire(),
        zone.prepend("hostmaster." + config.apex()).wire(),
        view.modified(),
        REFRESH,
        RETRY,
        EXPIRE,
        config.ttl());
  }
}
