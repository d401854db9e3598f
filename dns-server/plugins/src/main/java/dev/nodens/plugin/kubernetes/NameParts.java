package dev.nodens.plugin.kubernetes;

import dev.nodens.plugin.kubernetes.table.PortFilter;
import java.util.Arrays;

/// A name below a zone taken apart (DNS-Based Service Discovery 1.1.0); reused, one per event loop.
///
/// ```
/// ZONE                                  APEX
/// svc.ZONE, pod.ZONE                    BRANCH
/// NAMESPACE.svc.ZONE, NAMESPACE.pod.ZONE  NAMESPACE
/// SERVICE.NAMESPACE.svc.ZONE            SERVICE
/// ENDPOINT.SERVICE.NAMESPACE.svc.ZONE   SERVICE with endpoint
/// ENDPOINT.CLUSTER.SERVICE.NAMESPACE.svc.ZONE  SERVICE with endpoint, in zones of cluster sets
/// _PORT._PROTOCOL.SERVICE.NAMESPACE.svc.ZONE  SERVICE with ports
/// TOPOLOGY.pin|prefer._zone.SERVICE.NAMESPACE.svc.ZONE  SERVICE of a zone of the topology, `zonal`
/// ADDRESS.NAMESPACE.pod.ZONE            POD
/// dns-version.ZONE                      VERSION
/// ns.dns.ZONE                           NAME_SERVER
/// ```
final class NameParts {
  /// What a name stands for.
  enum Kind {
    APEX,
    BRANCH,
    NAMESPACE,
    POD_NAMESPACE,
    SERVICE,
    POD,
    VERSION,
    NAME_SERVER,
    NOTHING
  }

  private static final byte[] SVC = {3, 's', 'v', 'c'};
  private static final byte[] POD = {3, 'p', 'o', 'd'};
  private static final byte[] NS_DNS = {2, 'n', 's', 3, 'd', 'n', 's'};
  private static final byte[] DNS_VERSION = {
    11, 'd', 'n', 's', '-', 'v', 'e', 'r', 's', 'i', 'o', 'n'
  };
  private static final byte[] TOPOLOGY = {5, '_', 'z', 'o', 'n', 'e'};
  private static final byte[] PIN = {3, 'p', 'i', 'n'};
  private static final byte[] PREFER = {6, 'p', 'r', 'e', 'f', 'e', 'r'};
  private static final int MOST_LABELS = 5;
  private static final int MOST_LABELS_OF_A_NAME = 127;

  private final boolean clusterSet;
  private final int[] labels;
  private final PortFilter ports = new PortFilter();
  private byte[] name = new byte[0];
  private int zoneAt;
  private int count;
  private int endpointLabels;
  private int topologyLength;
  private boolean prefersTopology;

  /// For names of one cluster.
  NameParts() {
    this(false, false);
  }

  /// @param clusterSet whether endpoints are named with their cluster (KEP-1645)
  /// @param zonal whether services have names for zones of the topology
  NameParts(boolean clusterSet, boolean zonal) {
    this.clusterSet = clusterSet;
    this.labels = new int[zonal ? MOST_LABELS_OF_A_NAME : MOST_LABELS];
  }

  /// Takes `lowerName` apart, whose zone begins at `zoneOffset`.
  Kind parse(byte[] lowerName, int zoneOffset) {
    name = lowerName;
    zoneAt = zoneOffset;
    count = 0;
    endpointLabels = 0;
    topologyLength = 0;
    ports.open();
    for (int at = 0; at < zoneOffset; at += (lowerName[at] & 0xff) + 1) {
      if (count == labels.length) {
        return Kind.NOTHING;
      }
      labels[count++] = at;
    }
    return kind();
  }

  private Kind kind() {
    if (count == 0) {
      return Kind.APEX;
    }
    int last = labels[count - 1];
    boolean service = is(SVC, last);
    if (!service && !is(POD, last)) {
      return special();
    }
    if (count < 3) {
      if (count == 1) {
        return Kind.BRANCH;
      }
      return service ? Kind.NAMESPACE : Kind.POD_NAMESPACE;
    }
    if (count > MOST_LABELS) {
      return service && isZonal() ? Kind.SERVICE : Kind.NOTHING;
    }
    if (count == 4) {
      endpointLabels = 1;
    } else if (service && count == 5) {
      if (clusterSet && name[labels[0] + 1] != '_' && name[labels[1] + 1] != '_') {
        endpointLabels = 2;
      } else {
        ports.labels(name, labels[0], labels[1]);
      }
    }
    return service ? Kind.SERVICE : Kind.POD;
  }

  /// Reads what is left of the service's label: a zone, which may have several labels, what to do
  /// if it has no endpoints, and `_zone`.
  private boolean isZonal() {
    int directive = labels[count - 5];
    if (!isLabel(TOPOLOGY, labels[count - 4])) {
      return false;
    }
    prefersTopology = isLabel(PREFER, directive);
    topologyLength = directive;
    return prefersTopology || isLabel(PIN, directive);
  }

  private boolean isLabel(byte[] label, int at) {
    return Arrays.equals(name, at, Math.min(zoneAt, at + label.length), label, 0, label.length);
  }

  private Kind special() {
    if (count == 1 && is(DNS_VERSION, 0)) {
      return Kind.VERSION;
    }
    return count == 2 && is(NS_DNS, 0) ? Kind.NAME_SERVER : Kind.NOTHING;
  }

  /// Whether exactly `part` stands between `at` and the zone.
  private boolean is(byte[] part, int at) {
    return zoneAt - at == part.length && Arrays.equals(name, at, zoneAt, part, 0, part.length);
  }

  /// The name, in lower case.
  byte[] name() {
    return name;
  }

  /// Offset of the zone.
  int zoneAt() {
    return zoneAt;
  }

  /// Offset of the namespace's label.
  int namespace() {
    return labels[count - 2];
  }

  /// Offset of the service's label, or of a pod's address.
  int service() {
    return labels[count - 3];
  }

  /// Octets of the labels `SERVICE NAMESPACE`.
  int serviceLength() {
    return labels[count - 1] - labels[count - 3];
  }

  /// Whether an endpoint is named; its label stands at 0.
  boolean hasEndpoint() {
    return endpointLabels > 0;
  }

  /// Octets of the labels that name an endpoint, and its cluster if that is named.
  int endpointLength() {
    return labels[endpointLabels];
  }

  /// Octets of the labels of a zone of the topology, which stand at 0; 0 if none is named.
  int topologyLength() {
    return topologyLength;
  }

  /// Whether a service without endpoints in the zone has those of all zones.
  boolean prefersTopology() {
    return prefersTopology;
  }

  /// Whether anything stands left of the service's label.
  boolean hasMore() {
    return count > 3;
  }

  /// The ports that the name asks for.
  PortFilter ports() {
    return ports;
  }
}
