package dev.nodens.plugin.k8s_external;

import dev.nodens.core.OutsideView;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.RrType;
import dev.nodens.zone.PointerName;
import dev.nodens.zone.SoaData;
import dev.nodens.zone.Zone;
import dev.nodens.zone.ZoneBuilder;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Writes down all records of a zone, for transfers: what queries for them would be answered.
final class ExternalZone {
  private static final int WEIGHT = 100;

  private final K8sExternalConfig config;
  private final OutsideView view;
  private final Name origin;
  private final ZoneBuilder zone;

  ExternalZone(K8sExternalConfig config, OutsideView view, Name origin) {
    this.config = config;
    this.view = view;
    this.origin = origin;
    this.zone = new ZoneBuilder(origin);
  }

  /// The zone as it is now.
  Zone make() {
    Name server = origin.prepend("ns1." + config.apex());
    byte[] soa =
        SoaData.of(
            server,
            origin.prepend("hostmaster." + config.apex()),
            view.modified(),
            K8sExternalHandler.REFRESH,
            K8sExternalHandler.RETRY,
            K8sExternalHandler.EXPIRE,
            config.ttl());
    zone.add(origin, RrType.SOA, config.ttl(), soa);
    zone.add(origin, RrType.NS, config.ttl(), server.wire());
    view.outsideAddresses(config.headless()).forEach(address -> address(server, address));
    for (OutsideView.Known known : view.outsideServices(config.headless())) {
      if (PointerName.isReverse(origin)) {
        pointers(known);
      } else {
        service(known);
      }
    }
    return zone.build();
  }

  private void pointers(OutsideView.Known known) {
    byte[] target = K8sExternalHandler.below(known.labels(), config.zones().getFirst()).wire();
    for (OutsideView.Place place : places(K8sExternalHandler.below(known.labels(), origin))) {
      // Endpoints of headless services have no names that point back.
      if (place.host().isEmpty() && place.labels().equals(known.labels())) {
        zone.add(PointerName.of(place.address()), RrType.PTR, config.ttl(), target);
      }
    }
  }

  private List<OutsideView.Place> places(Name name) {
    int zoneAt = name.length() - origin.length();
    return view.outside(name.lower(), zoneAt, config.headless()).places();
  }

  private void service(OutsideView.Known known) {
    Name owner = K8sExternalHandler.below(known.labels(), origin);
    List<OutsideView.Place> places = places(owner);
    both(owner, places);
    for (String port : known.ports()) {
      Name name = owner.prepend(port);
      services(name, places(name));
    }
    Set<Name> endpoints = new LinkedHashSet<>();
    places.forEach(place -> endpoints.add(place.labels()));
    endpoints.remove(known.labels());
    for (Name labels : endpoints) {
      Name name = K8sExternalHandler.below(labels, origin);
      both(name, places(name));
    }
  }

  /// Addresses and services; a name that is an alias has nothing else (RFC 1034 §3.6.2).
  private void both(Name owner, List<OutsideView.Place> places) {
    boolean addressed = places.stream().anyMatch(place -> place.host().isEmpty());
    if (!addressed) {
      places.stream()
          .findFirst()
          .flatMap(OutsideView.Place::host)
          .ifPresent(host -> zone.add(owner, RrType.CNAME, view.ttl(), host.wire()));
      return;
    }
    for (OutsideView.Place place : places) {
      if (place.host().isEmpty()) {
        address(owner, place.address());
      }
    }
    services(owner, places);
  }

  private void services(Name owner, List<OutsideView.Place> places) {
    for (OutsideView.Place place : places) {
      if (!place.hasPort()) {
        continue;
      }
      Name target = K8sExternalHandler.target(place, origin);
      byte[] data = new byte[6 + target.length()];
      Octets.putU16(data, 2, Math.max(1, WEIGHT / places.size()));
      Octets.putU16(data, 4, place.port());
      System.arraycopy(target.wire(), 0, data, 6, target.length());
      zone.add(owner, RrType.SRV, view.ttl(), data);
    }
  }

  private void address(Name owner, byte[] address) {
    int type = address.length == 4 ? RrType.A : RrType.AAAA;
    zone.add(owner, type, config.ttl(), address);
  }
}
