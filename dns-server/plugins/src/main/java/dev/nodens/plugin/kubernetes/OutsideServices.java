package dev.nodens.plugin.kubernetes;

import dev.nodens.core.OutsideView;
import dev.nodens.plugin.kubernetes.table.ClusterTable;
import dev.nodens.plugin.kubernetes.table.Ports;
import dev.nodens.plugin.kubernetes.table.ServiceRow;
import dev.nodens.plugin.kubernetes.table.SliceRow;
import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import dev.nodens.wire.WireName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the external IPs and load balancers of services, and the endpoints of headless ones.
/// Allocates: names for the outside are rare.
final class OutsideServices {
  private static final byte[] SVC = {3, 's', 'v', 'c'};
  private static final byte[] NOTHING = {};

  private final KubernetesConfig config;
  private final ClusterTable table;

  OutsideServices(KubernetesConfig config, ClusterTable table) {
    this.config = config;
    this.table = table;
  }

  /// As [OutsideView#outside].
  OutsideView.Answer find(byte[] name, int zoneAt, boolean headless) {
    // The same names as within the cluster, but for `svc`, which is put in here.
    byte[] inside = new byte[name.length + SVC.length];
    System.arraycopy(name, 0, inside, 0, zoneAt);
    System.arraycopy(SVC, 0, inside, zoneAt, SVC.length);
    System.arraycopy(name, zoneAt, inside, zoneAt + SVC.length, name.length - zoneAt);
    var parts = new NameParts();
    NameParts.Kind kind = parts.parse(inside, zoneAt + SVC.length);
    boolean inNamespace = kind == NameParts.Kind.NAMESPACE || kind == NameParts.Kind.SERVICE;
    if (!inNamespace || !table.hasNamespace(inside, parts.namespace())) {
      return OutsideView.Answer.MISSING;
    }
    if (kind == NameParts.Kind.NAMESPACE) {
      return OutsideView.Answer.EMPTY;
    }
    byte[][] entry = table.service(inside, parts.service(), parts.serviceLength());
    if (entry == null) {
      return OutsideView.Answer.MISSING;
    }
    byte[] row = entry[0];
    int rowKind = ServiceRow.kind(row);
    boolean addressed = rowKind == ServiceRow.CLUSTER_IP || rowKind == ServiceRow.HEADLESS;
    boolean outside = addressed && ServiceRow.outside(row) < row.length;
    var places = new ArrayList<OutsideView.Place>();
    if (outside && !parts.hasEndpoint()) {
      services(row, parts, places);
    } else if (addressed && !outside && headless) {
      boolean byEndpoint = rowKind == ServiceRow.HEADLESS || parts.hasEndpoint();
      if (byEndpoint) {
        endpoints(entry, parts, kind, places);
      }
    }
    return places.isEmpty() ? OutsideView.Answer.MISSING : new OutsideView.Answer(true, places);
  }

  /// As [OutsideView#outsideServices].
  List<OutsideView.Known> known(boolean headless) {
    var known = new ArrayList<OutsideView.Known>();
    for (byte[][] entry : table.services()) {
      byte[] row = entry[0];
      int kind = ServiceRow.kind(row);
      boolean addressed = kind == ServiceRow.CLUSTER_IP || kind == ServiceRow.HEADLESS;
      if (!addressed || !table.hasNamespace(row, ServiceRow.namespace(row))) {
        continue;
      }
      var ports = new LinkedHashSet<String>();
      if (ServiceRow.outside(row) < row.length) {
        addPorts(row, ServiceRow.ports(row), ports);
      } else if (headless && kind == ServiceRow.HEADLESS) {
        for (int i = ClusterTable.firstSlice(); i < entry.length; i++) {
          addPorts(entry[i], SliceRow.ports(entry[i]), ports);
        }
      } else {
        continue;
      }
      known.add(new OutsideView.Known(labels(row), List.copyOf(ports)));
    }
    return known;
  }

  private static void addPorts(byte[] row, int list, Set<String> labels) {
    int port = Ports.first(list);
    for (int i = Ports.count(row, list); i > 0; i--) {
      String name = Ports.name(row, port);
      String protocol = Ports.protocol(row, port);
      if (!name.isEmpty() && !protocol.isEmpty()) {
        labels.add("_" + name + "._" + protocol);
      }
      port = Ports.next(row, port);
    }
  }

  /// As [OutsideView#pointers].
  @Nullable List<Name> pointers(Query query) {
    byte[] address = new byte[16];
    int length = ReverseName.address(query, address);
    if (length == 0) {
      return null;
    }
    return table.addresses().outside(address, 0, length).stream()
        .filter(row -> table.hasNamespace(row, ServiceRow.namespace(row)))
        .map(OutsideServices::labels)
        .toList();
  }

  private static Name labels(byte[] row) {
    byte[] key = new byte[ServiceRow.labelsLength(row) + 1];
    System.arraycopy(row, ServiceRow.labelsAt(), key, 0, key.length - 1);
    return Name.of(key, 0);
  }

  private static void services(byte[] row, NameParts parts, List<OutsideView.Place> places) {
    Name labels = labels(row);
    int list = ServiceRow.ports(row);
    int at = ServiceRow.outside(row);
    for (; at < row.length; at = ServiceRow.nextOutside(row, at)) {
      int port = Ports.first(list);
      for (int i = Ports.count(row, list); i > 0; i--) {
        if (Ports.matches(row, port, parts.ports())) {
          places.add(place(labels, row, at, Ports.number(row, port)));
        }
        port = Ports.next(row, port);
      }
    }
  }

  private static OutsideView.Place place(Name labels, byte[] row, int at, int port) {
    return row[at] == 0
        ? new OutsideView.Place(labels, NOTHING, Optional.of(Name.of(row, at + 1)), port)
        : new OutsideView.Place(
            labels, Arrays.copyOfRange(row, at + 1, at + 1 + row[at]), Optional.empty(), port);
  }

  private void endpoints(
      byte[][] entry, NameParts parts, NameParts.Kind kind, List<OutsideView.Place> places) {
    var lookup = new Lookup();
    if (lookup.find(config, table, parts, kind) != Lookup.Found.ENDPOINTS) {
      return;
    }
    for (int i = ClusterTable.firstSlice(); i < entry.length; i++) {
      byte[] slice = entry[i];
      int at = lookup.nextMatch(slice, SliceRow.endpoints(slice));
      while (at < slice.length) {
        endpoint(slice, at, parts, places);
        at = lookup.nextMatch(slice, SliceRow.next(slice, at));
      }
    }
  }

  private static void endpoint(
      byte[] slice, int at, NameParts parts, List<OutsideView.Place> places) {
    byte[] name = new byte[WireName.MAX_LENGTH + 128];
    int length = ServiceAnswer.copyEndpointName(slice, at, name);
    length += SliceRow.serviceKey(slice, name, length);
    Name labels = Name.of(Arrays.copyOf(name, length + 1), 0);
    int address = SliceRow.address(slice, at);
    byte[] octets = Arrays.copyOfRange(slice, address, address + SliceRow.addressLength(slice));
    int list = SliceRow.ports(slice);
    int port = Ports.first(list);
    int count = Ports.count(slice, list);
    if (count == 0 && parts.ports().isOpen()) {
      places.add(new OutsideView.Place(labels, octets, Optional.empty(), -1));
    }
    for (int i = count; i > 0; i--) {
      if (Ports.matches(slice, port, parts.ports())) {
        int number = Ports.isNumbered(slice, port) ? Ports.number(slice, port) : -1;
        places.add(new OutsideView.Place(labels, octets, Optional.empty(), number));
      }
      port = Ports.next(slice, port);
    }
  }
}
