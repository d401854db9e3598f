package dev.nodens.plugin.kubernetes.table;

import dev.nodens.wire.WireName;
import java.util.Arrays;

/// The ready endpoints of one EndpointSlice. The key is the namespace's label and the slice's name;
/// then the service's label, the ports, and to the row's end one record for each address:
///
/// ```
/// [0]   octets of the label below
/// [1..] labels that name the endpoint; nothing if it is named after its address
///       the address: 4 or 16 octets, one length for the whole slice
///       with zones: octets of the zone's labels, and those
/// ```
public final class SliceRow {
  private static final int IPV6 = 0x08;
  private static final int ZONES = 0x04;

  private SliceRow() {}

  /// Octets of each address: 4 or 16.
  public static int addressLength(byte[] row) {
    return (row[0] & IPV6) == 0 ? 4 : 16;
  }

  /// Offset of the namespace's label.
  public static int namespace() {
    return Rows.KEY;
  }

  /// Offset of the service's label.
  public static int service(byte[] row) {
    return Rows.body(row);
  }

  /// Offset of the ports.
  public static int ports(byte[] row) {
    int at = service(row);
    return at + 1 + (row[at] & 0xff);
  }

  /// Offset of the first endpoint; equals the row's length if there is none.
  public static int endpoints(byte[] row) {
    return Ports.end(row, ports(row));
  }

  /// Offset of the address of the endpoint at `endpoint`.
  public static int address(byte[] row, int endpoint) {
    return endpoint + 1 + (row[endpoint] & 0xff);
  }

  /// Octets of the labels of the endpoint at `endpoint`; they begin one octet later. 0: it is named
  /// after its address.
  public static int labelsLength(byte[] row, int endpoint) {
    return row[endpoint] & 0xff;
  }

  /// Offset of the endpoint after the one at `endpoint`.
  public static int next(byte[] row, int endpoint) {
    int at = address(row, endpoint) + addressLength(row);
    return (row[0] & ZONES) == 0 ? at : at + 1 + (row[at] & 0xff);
  }

  /// Whether the endpoint at `endpoint` is in the zone whose labels are the `length` octets at `at`
  /// of `name`.
  public static boolean isInZone(byte[] row, int endpoint, byte[] name, int at, int length) {
    int zone = address(row, endpoint) + addressLength(row);
    return (row[0] & ZONES) != 0
        && length == (row[zone] & 0xff)
        && WireName.equalsIgnoreCase(row, zone + 1, name, at, length);
  }

  /// Whether two endpoints, perhaps of different slices, have the same labels of their own.
  public static boolean sameLabels(byte[] row, int endpoint, byte[] other, int otherEndpoint) {
    int length = labelsLength(row, endpoint);
    return length > 0
        && length == labelsLength(other, otherEndpoint)
        && WireName.equalsIgnoreCase(row, endpoint + 1, other, otherEndpoint + 1, length);
  }

  /// Whether the endpoint at `endpoint` has the address of `length` octets at `at`.
  public static boolean hasAddress(byte[] row, int endpoint, byte[] address, int at, int length) {
    int own = address(row, endpoint);
    return length == addressLength(row)
        && Arrays.equals(row, own, own + length, address, at, at + length);
  }

  /// The offset of the first endpoint at or after `from` with that address, or -1.
  public static int find(byte[] row, int from, byte[] address, int at, int length) {
    if (addressLength(row) != length) {
      return -1;
    }
    for (int endpoint = from; endpoint < row.length; endpoint = next(row, endpoint)) {
      if (hasAddress(row, endpoint, address, at, length)) {
        return endpoint;
      }
    }
    return -1;
  }

  /// Number of endpoints.
  public static int count(byte[] row) {
    int count = 0;
    for (int endpoint = endpoints(row); endpoint < row.length; endpoint = next(row, endpoint)) {
      count++;
    }
    return count;
  }

  /// Writes the labels `SERVICE NAMESPACE` of `row` to `out` and returns their length: the key of
  /// the slice's service.
  public static int serviceKey(byte[] row, byte[] out, int outAt) {
    int service = service(row);
    int length = 1 + (row[service] & 0xff);
    System.arraycopy(row, service, out, outAt, length);
    int namespace = 1 + (row[namespace()] & 0xff);
    System.arraycopy(row, namespace(), out, outAt + length, namespace);
    return length + namespace;
  }

  /// Whether two slices belong to the same service.
  public static boolean sameService(byte[] row, byte[] other) {
    int x = service(row);
    int y = service(other);
    return Arrays.equals(row, x, ports(row), other, y, ports(other))
        && Arrays.equals(
            row,
            namespace(),
            namespace() + 1 + row[namespace()],
            other,
            namespace(),
            namespace() + 1 + other[namespace()]);
  }

  /// Collects what an EndpointSlice object says, in any order; reused.
  public static final class Builder implements RowBuilder {
    /// The label `kubernetes.io/service-name`.
    public final Draft service = new Draft();

    /// The cluster that the endpoints are in, put behind their names; empty for this one.
    public final Draft cluster = new Draft();

    /// `hostname` of the endpoint being read.
    public final Draft hostname = new Draft();

    /// `targetRef.name` of the endpoint being read.
    public final Draft target = new Draft();

    /// `zone` of the endpoint being read.
    public final Draft zone = new Draft();

    /// IPv6 with an IPv4 address at its end.
    private static final int LONGEST_ADDRESS = 45;

    /// Labels of an endpoint in a cluster; with zone and lengths a name has 255 octets at most.
    private static final int MOST_OF_NAME = 180;

    private final Draft name = new Draft();
    private final Draft namespace = new Draft();
    private final boolean podNames;
    private final boolean zones;
    private final byte[] address = new byte[16];
    private final byte[] canonical = new byte[48];
    private final Draft addresses = new Draft();
    private final Draft endpoints = new Draft();
    private final Draft ports = new Draft();
    private int portCount;
    private int addressLength;
    private boolean ready;

    /// @param podNames whether endpoints without hostname are named after their pods
    /// @param zones whether the zones of endpoints are kept; not with a cluster
    public Builder(boolean podNames, boolean zones) {
      this.podNames = podNames;
      this.zones = zones;
    }

    @Override
    public Draft name() {
      return name;
    }

    @Override
    public Draft namespace() {
      return namespace;
    }

    @Override
    public void clear() {
      name.clear();
      namespace.clear();
      service.clear();
      cluster.clear();
      endpoints.clear();
      ports.clear();
      portCount = 0;
      addressLength = 4;
      beginEndpoint();
    }

    /// Begins an endpoint, which is ready until said otherwise.
    public void beginEndpoint() {
      hostname.clear();
      target.clear();
      zone.clear();
      addresses.clear();
      ready = true;
    }

    /// The endpoint being read is not ready.
    public void notReady() {
      ready = false;
    }

    /// One of the `addresses` of the endpoint being read; what is too long for one is ignored.
    public void address(Draft text) {
      if (text.length() <= LONGEST_ADDRESS) {
        addresses.u8(text.length()).all(text);
      }
    }

    /// Ends the endpoint being read.
    public void endEndpoint() {
      int at = 0;
      while (ready && at < addresses.length()) {
        int length = addresses.bytes()[at] & 0xff;
        append(addresses.bytes(), at + 1, length);
        at += 1 + length;
      }
    }

    private void append(byte[] text, int at, int textLength) {
      int length = AddressText.parse(text, at, textLength, address);
      if (length == 0 || endpoints.length() > 0 && length != addressLength) {
        return;
      }
      addressLength = length;
      int lengthAt = endpoints.length();
      endpoints.u8(0);
      boolean named =
          appendLabels(hostname, endpoints) || podNames && appendLabels(target, endpoints);
      if (!named && length == 16 && !isCanonical(text, at, textLength)) {
        dashed(text, at, textLength);
      }
      endpoints.put(lengthAt, endpoints.length() - lengthAt - 1);
      endpoints.octets(address, 0, length);
      if (zones) {
        int zoneAt = endpoints.length();
        appendLabels(zone, endpoints.u8(0));
        endpoints.put(zoneAt, endpoints.length() - zoneAt - 1);
      }
    }

    private static boolean appendLabels(Draft text, Draft row) {
      int start = row.length();
      if (text.length() == 0 || text.length() > 63) {
        return false;
      }
      if (!NameText.labels(text.bytes(), text.length(), row)) {
        row.length(start);
        return false;
      }
      return true;
    }

    private boolean isCanonical(byte[] text, int at, int length) {
      int label = AddressText.label(address, 0, 16, canonical, 0) - 1;
      if (label == length + 1 && text[at + length - 1] == ':') {
        label--; // the 0 that labels get after a last dash
      }
      for (int i = 0; label == length && i < length; i++) {
        byte octet = text[at + i] == ':' ? (byte) '-' : text[at + i];
        if (octet != canonical[1 + i]) {
          return false;
        }
      }
      return label == length;
    }

    /// Names the endpoint after an address text that is not the canonical one.
    private void dashed(byte[] text, int at, int length) {
      boolean zero = text[at + length - 1] == ':';
      endpoints.u8(length + (zero ? 1 : 0));
      for (int i = 0; i < length; i++) {
        endpoints.u8(text[at + i] == ':' ? '-' : text[at + i]);
      }
      if (zero) {
        endpoints.u8('0');
      }
    }

    /// One of `ports`; at most 255 count.
    ///
    /// @param number -1 if the port has none
    public void port(Draft portName, Draft protocol, int number) {
      if (portCount < 255 && portName.length() < 256) {
        Ports.append(ports, portName, protocol, number);
        portCount++;
      }
    }

    @Override
    public boolean hasKey() {
      return name.length() > 0 && name.length() < 256 && ServiceRow.Builder.isLabel(namespace);
    }

    @Override
    public boolean isComplete() {
      return hasKey() && ServiceRow.Builder.isLabel(service);
    }

    /// The endpoints, each with its cluster's label behind its own ones.
    private void appendOfCluster(Draft row) {
      byte[] own = endpoints.bytes();
      for (int at = 0; at < endpoints.length(); ) {
        int labels = own[at] & 0xff;
        int address = at + 1 + labels;
        int lengthAt = row.length();
        at = address + addressLength;
        if (labels + cluster.length() + service.length() + namespace.length() > MOST_OF_NAME) {
          continue;
        }
        row.u8(0);
        if (labels == 0) {
          row.octets(canonical, 0, AddressText.label(own, address, addressLength, canonical, 0));
        } else {
          row.octets(own, address - labels, labels);
        }
        ServiceRow.Builder.label(row, cluster);
        row.put(lengthAt, row.length() - lengthAt - 1);
        row.octets(own, address, addressLength);
      }
    }

    @Override
    public void build(Draft row) {
      row.clear().u8(Rows.SLICE | (addressLength == 16 ? IPV6 : 0) | (zones ? ZONES : 0));
      row.u16(1 + namespace.length() + name.length());
      ServiceRow.Builder.label(row, namespace);
      row.all(name);
      ServiceRow.Builder.label(row, service);
      row.u8(portCount).all(ports);
      if (ServiceRow.Builder.isLabel(cluster)) {
        appendOfCluster(row);
      } else {
        row.all(endpoints);
      }
    }
  }

  /// A hash for finding endpoints that may have the same labels.
  static int labelsHash(byte[] row, int endpoint) {
    int hash = 1;
    int end = endpoint + 1 + labelsLength(row, endpoint);
    for (int i = endpoint + 1; i < end; i++) {
      hash = hash * 31 + WireName.lower(row[i]);
    }
    return hash ^ hash >>> 15;
  }

  /// A hash of the address of the endpoint at `endpoint`, as the [AddressIndex] wants it.
  static int addressHash(byte[] row, int endpoint) {
    return AddressIndex.hash(row, address(row, endpoint), addressLength(row));
  }
}
