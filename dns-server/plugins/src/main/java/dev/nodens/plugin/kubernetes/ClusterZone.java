package dev.nodens.plugin.kubernetes;

import dev.nodens.plugin.kubernetes.table.ClusterTable;
import dev.nodens.plugin.kubernetes.table.Ports;
import dev.nodens.plugin.kubernetes.table.ServiceRow;
import dev.nodens.plugin.kubernetes.table.SliceRow;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;
import dev.nodens.zone.PointerName;
import dev.nodens.zone.SoaData;
import dev.nodens.zone.Zone;
import dev.nodens.zone.ZoneBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Writes down all records of a zone of the cluster, for transfers: services, endpoints of headless
/// ones, ports; in a reverse zone their addresses. Pods have no place in it.
final class ClusterZone {
  private static final byte[] SVC = {3, 's', 'v', 'c'};
  private static final int WEIGHT = 100;
  private static final int REFRESH = 7200;
  private static final int RETRY = 1800;
  private static final int EXPIRE = 86400;

  private final KubernetesConfig config;
  private final ClusterTable table;
  private final NameServers nameServers;

  ClusterZone(KubernetesConfig config, ClusterTable table, NameServers nameServers) {
    this.config = config;
    this.table = table;
    this.nameServers = nameServers;
  }

  /// The zone `origin` as it is now.
  Zone make(Name origin) {
    var zone = new ZoneBuilder(origin);
    // Ahead of all reads: a change in between makes the next transfer come soon.
    byte[] soa =
        SoaData.of(
            origin.prepend("ns.dns"),
            origin.prepend("hostmaster"),
            table.modified(),
            REFRESH,
            RETRY,
            EXPIRE,
            config.ttl());
    zone.add(origin, RrType.SOA, config.ttl(), soa);
    nameServers
        .servers(origin.wire())
        .forEach((server, addresses) -> {
          zone.add(origin, RrType.NS, config.ttl(), server.wire());
          addresses.forEach(address -> address(zone, server, address));
        });
    List<byte[][]> entries = table.services().stream().filter(this::isServed).toList();
    if (PointerName.isReverse(origin)) {
      pointers(zone, entries);
    } else {
      entries.forEach(entry -> service(zone, origin, entry));
    }
    return zone.build();
  }

  private boolean isServed(byte[][] entry) {
    byte[] row = entry[0];
    int kind = ServiceRow.kind(row);
    if (kind == ServiceRow.ABSENT || !table.hasNamespace(row, ServiceRow.namespace(row))) {
      return false;
    }
    return kind != ServiceRow.CLUSTER_IP
        || !config.ignoreEmptyService()
        || slices(entry).stream().anyMatch(slice -> SliceRow.count(slice) > 0);
  }

  private static List<byte[]> slices(byte[][] entry) {
    return Arrays.asList(entry).subList(ClusterTable.firstSlice(), entry.length);
  }

  private void service(ZoneBuilder zone, Name origin, byte[][] entry) {
    byte[] row = entry[0];
    byte[] labels =
        Arrays.copyOfRange(
            row,
            ServiceRow.labelsAt(),
            ServiceRow.labelsAt() + ServiceRow.labelsLength(row) + SVC.length);
    System.arraycopy(SVC, 0, labels, labels.length - SVC.length, SVC.length);
    Name owner = below(labels, labels.length, origin);
    switch (ServiceRow.kind(row)) {
      case ServiceRow.CLUSTER_IP -> {
        addresses(row).forEach(address -> address(zone, owner, address));
        int list = ServiceRow.ports(row);
        ports(zone, owner, row, list, owner, WEIGHT, true);
      }
      case ServiceRow.HEADLESS -> headless(zone, owner, slices(entry));
      default -> {
        int target = ServiceRow.target(row);
        if (ServiceRow.hasTarget(row)) {
          byte[] name = Arrays.copyOfRange(row, target, target + WireName.length(row, target));
          zone.add(owner, RrType.CNAME, config.ttl(), name);
        }
      }
    }
  }

  private void headless(ZoneBuilder zone, Name owner, List<byte[]> slices) {
    int count = slices.stream().mapToInt(SliceRow::count).sum();
    for (byte[] slice : slices) {
      for (int at = SliceRow.endpoints(slice); at < slice.length; at = SliceRow.next(slice, at)) {
        byte[] name = new byte[WireName.MAX_LENGTH + 128];
        Name endpoint = below(name, ServiceAnswer.copyEndpointName(slice, at, name), owner);
        byte[] address = address(slice, at);
        address(zone, owner, address);
        address(zone, endpoint, address);
        int weight = Math.max(1, WEIGHT / count);
        ports(zone, owner, slice, SliceRow.ports(slice), endpoint, weight, false);
      }
    }
  }

  /// @param unnamed whether the service's own name has SRV records for all of its ports
  private void ports(
      ZoneBuilder zone,
      Name owner,
      byte[] row,
      int list,
      Name target,
      int weight,
      boolean unnamed) {
    int port = Ports.first(list);
    for (int i = Ports.count(row, list); i > 0; i--) {
      if (Ports.isNumbered(row, port)) {
        byte[] data = new byte[6 + target.length()];
        Octets.putU16(data, 2, weight);
        Octets.putU16(data, 4, Ports.number(row, port));
        System.arraycopy(target.wire(), 0, data, 6, target.length());
        if (unnamed) {
          zone.add(owner, RrType.SRV, config.ttl(), data);
        }
        String name = Ports.name(row, port);
        String protocol = Ports.protocol(row, port);
        if (!name.isEmpty() && !protocol.isEmpty()) {
          Name named = owner.prepend("_" + name + "._" + protocol);
          zone.add(named, RrType.SRV, config.ttl(), data);
        }
      }
      port = Ports.next(row, port);
    }
  }

  /// A cluster IP belongs to its service alone; other addresses to every endpoint that has them.
  private void pointers(ZoneBuilder zone, List<byte[][]> entries) {
    Set<Name> taken = new HashSet<>();
    Name services = config.primaryZone().prepend("svc");
    for (byte[][] entry : entries) {
      byte[] row = entry[0];
      if (ServiceRow.kind(row) == ServiceRow.CLUSTER_IP) {
        byte[] labels = Arrays.copyOfRange(row, ServiceRow.labelsAt(), row.length);
        Name service = below(labels, ServiceRow.labelsLength(row), services);
        for (byte[] address : addresses(row)) {
          Name owner = PointerName.of(address);
          if (taken.add(owner)) {
            zone.add(owner, RrType.PTR, config.ttl(), service.wire());
          }
        }
      }
    }
    for (byte[][] entry : entries) {
      for (byte[] slice : slices(entry)) {
        for (int at = SliceRow.endpoints(slice); at < slice.length; at = SliceRow.next(slice, at)) {
          Name owner = PointerName.of(address(slice, at));
          if (!taken.contains(owner)) {
            byte[] name = new byte[WireName.MAX_LENGTH + 128];
            int length = ServiceAnswer.copyEndpointName(slice, at, name);
            length += SliceRow.serviceKey(slice, name, length);
            Name endpoint = below(name, length, services);
            zone.add(owner, RrType.PTR, config.ttl(), endpoint.wire());
          }
        }
      }
    }
  }

  private void address(ZoneBuilder zone, Name owner, byte[] address) {
    int type = address.length == 4 ? RrType.A : RrType.AAAA;
    zone.add(owner, type, config.ttl(), address);
  }

  private static byte[] address(byte[] slice, int endpoint) {
    int at = SliceRow.address(slice, endpoint);
    return Arrays.copyOfRange(slice, at, at + SliceRow.addressLength(slice));
  }

  private static List<byte[]> addresses(byte[] row) {
    List<byte[]> addresses = new ArrayList<>();
    addAll(addresses, row, ServiceRow.ipv4(row), 4);
    addAll(addresses, row, ServiceRow.ipv6(row), 16);
    return addresses;
  }

  private static void addAll(List<byte[]> addresses, byte[] row, int list, int length) {
    for (int i = 0; i < row[list]; i++) {
      int at = list + 1 + i * length;
      addresses.add(Arrays.copyOfRange(row, at, at + length));
    }
  }

  private static Name below(byte[] labels, int length, Name origin) {
    byte[] name = Arrays.copyOf(labels, length + origin.length());
    System.arraycopy(origin.wire(), 0, name, length, origin.length());
    return Name.of(name, 0);
  }
}
