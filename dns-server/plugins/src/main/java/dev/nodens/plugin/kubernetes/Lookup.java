package dev.nodens.plugin.kubernetes;

import dev.nodens.plugin.kubernetes.table.AddressText;
import dev.nodens.plugin.kubernetes.table.ClusterTable;
import dev.nodens.plugin.kubernetes.table.PortFilter;
import dev.nodens.plugin.kubernetes.table.Ports;
import dev.nodens.plugin.kubernetes.table.ServiceRow;
import dev.nodens.plugin.kubernetes.table.SliceRow;
import dev.nodens.wire.WireName;
import java.util.Arrays;

/// What the table knows of one name; reused, one per event loop.
final class Lookup {
  /// What a name has.
  enum Found {
    /// The name does not exist.
    NOTHING,
    /// The name exists and has no records of its own.
    EMPTY,
    /// Cluster IPs: [#entry()].
    CLUSTER_IPS,
    /// Endpoints that pass [#isMatch]: [#entry()].
    ENDPOINTS,
    /// An external name: [#entry()].
    EXTERNAL,
    /// The address in [#address()].
    POD,
    /// The version of the specification.
    VERSION,
    /// Addresses of the name servers.
    NAME_SERVER
  }

  private static final byte[][] NO_ENTRY = {};

  private final byte[] address = new byte[16];
  private final byte[] label = new byte[48];
  private NameParts parts = new NameParts();
  private byte[][] entry = NO_ENTRY;
  private int addressLength;
  private boolean zonal;

  /// Finds what `nameParts`, of kind `kind`, stands for.
  Found find(
      KubernetesConfig config, ClusterTable table, NameParts nameParts, NameParts.Kind kind) {
    parts = nameParts;
    zonal = false;
    return switch (kind) {
      case APEX, BRANCH -> Found.EMPTY;
      case VERSION -> Found.VERSION;
      case NAME_SERVER -> Found.NAME_SERVER;
      case NOTHING -> Found.NOTHING;
      case NAMESPACE -> hasNamespace(table) ? Found.EMPTY : Found.NOTHING;
      case POD_NAMESPACE ->
          config.pods() != PodMode.DISABLED && hasNamespace(table) ? Found.EMPTY : Found.NOTHING;
      case SERVICE -> hasNamespace(table) ? service(config, table) : Found.NOTHING;
      case POD -> hasNamespace(table) ? pod(config, table) : Found.NOTHING;
    };
  }

  private boolean hasNamespace(ClusterTable table) {
    return table.hasNamespace(parts.name(), parts.namespace());
  }

  private Found service(KubernetesConfig config, ClusterTable table) {
    byte[][] found = table.service(parts.name(), parts.service(), parts.serviceLength());
    if (found == null) {
      return Found.NOTHING;
    }
    entry = found;
    byte[] row = found[0];
    return switch (ServiceRow.kind(row)) {
      case ServiceRow.EXTERNAL_NAME ->
          parts.hasMore() || !ServiceRow.hasTarget(row) ? Found.NOTHING : Found.EXTERNAL;
      case ServiceRow.CLUSTER_IP -> {
        boolean hidden = config.ignoreEmptyService() && !hasEndpoints();
        if (hidden || parts.topologyLength() > 0) {
          yield Found.NOTHING;
        }
        yield parts.hasEndpoint() ? endpoints() : clusterIps(row);
      }
      case ServiceRow.HEADLESS -> parts.topologyLength() > 0 ? zonal() : endpoints();
      default -> Found.NOTHING;
    };
  }

  private Found clusterIps(byte[] row) {
    boolean exists = Ports.matching(row, ServiceRow.ports(row), parts.ports()) > 0;
    return exists ? Found.CLUSTER_IPS : Found.NOTHING;
  }

  private boolean hasEndpoints() {
    for (int i = ClusterTable.firstSlice(); i < entry.length; i++) {
      if (SliceRow.endpoints(entry[i]) < entry[i].length) {
        return true;
      }
    }
    return false;
  }

  /// A headless service has a name for every zone, whether there are endpoints in it or not.
  private Found zonal() {
    zonal = true;
    Found found = endpoints();
    if (found == Found.NOTHING && parts.prefersTopology()) {
      zonal = false;
      found = endpoints();
    }
    return found == Found.NOTHING ? Found.EMPTY : found;
  }

  private Found endpoints() {
    addressLength = 0;
    if (parts.hasEndpoint()) {
      readEndpointLabel();
    }
    for (int i = ClusterTable.firstSlice(); i < entry.length; i++) {
      byte[] slice = entry[i];
      if (Ports.matching(slice, SliceRow.ports(slice), parts.ports()) > 0
          && nextMatch(slice, SliceRow.endpoints(slice)) < slice.length) {
        return Found.ENDPOINTS;
      }
    }
    return Found.NOTHING;
  }

  /// An endpoint may be named after its address: reads it once, if it is in canonical form.
  private void readEndpointLabel() {
    byte[] name = parts.name();
    int length = name[0] & 0xff;
    int parsed = AddressText.parseDashed(name, 1, length, address);
    if (parsed == 0) {
      return;
    }
    int canonical = AddressText.label(address, 0, parsed, label, 0);
    if (canonical == length + 1 && Arrays.equals(name, 0, canonical, label, 0, canonical)) {
      addressLength = parsed;
    }
  }

  private Found pod(KubernetesConfig config, ClusterTable table) {
    if (config.pods() == PodMode.DISABLED) {
      return Found.NOTHING;
    }
    byte[] name = parts.name();
    int at = parts.service();
    addressLength = AddressText.parseDashed(name, at + 1, name[at] & 0xff, address);
    if (addressLength == 0) {
      return Found.NOTHING;
    }
    boolean exists =
        config.pods() == PodMode.INSECURE
            || table.hasPod(address, 0, addressLength, name, parts.namespace());
    return exists ? Found.POD : Found.NOTHING;
  }

  /// The service and its slices, see [ClusterTable#service].
  byte[][] entry() {
    return entry;
  }

  /// The pod's address; [#addressLength()] octets count.
  byte[] address() {
    return address;
  }

  /// 4 or 16.
  int addressLength() {
    return addressLength;
  }

  /// The ports that the name asks for.
  PortFilter ports() {
    return parts.ports();
  }

  /// The offset of the first endpoint at or after `from` that the name asks for; the slice's length
  /// if there is none.
  int nextMatch(byte[] slice, int from) {
    int endpoint = from;
    while (endpoint < slice.length && !isMatch(slice, endpoint)) {
      endpoint = SliceRow.next(slice, endpoint);
    }
    return endpoint;
  }

  /// Whether the name asks for the endpoint at `endpoint`.
  boolean isMatch(byte[] slice, int endpoint) {
    if (zonal && !SliceRow.isInZone(slice, endpoint, parts.name(), 0, parts.topologyLength())) {
      return false;
    }
    if (!parts.hasEndpoint()) {
      return true;
    }
    int length = SliceRow.labelsLength(slice, endpoint);
    if (length == 0) {
      return addressLength > 0 && SliceRow.hasAddress(slice, endpoint, address, 0, addressLength);
    }
    byte[] name = parts.name();
    return length == parts.endpointLength()
        && WireName.equalsIgnoreCase(slice, endpoint + 1, name, 0, length);
  }
}
