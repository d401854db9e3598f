package dev.nodens.plugin.kubernetes.table;

import dev.nodens.wire.Octets;
import dev.nodens.wire.WireName;
import java.util.Arrays;

/// One Service. The key is its labels, `SERVICE NAMESPACE` in wire form; then
///
/// ```
/// [0]  kind
/// external name:  the target in wire form, nothing if it is no domain name
/// others:         count and IPv4 cluster IPs, count and IPv6 cluster IPs, ports, and to the row's
///                 end what it is outside: 4 or 16 and an address, or 0 and a name in wire form
/// ```
public final class ServiceRow {
  /// Endpoint slices name the service, but the service itself is not known.
  public static final int ABSENT = 0;

  public static final int CLUSTER_IP = 1;
  public static final int HEADLESS = 2;
  public static final int EXTERNAL_NAME = 3;

  private ServiceRow() {}

  /// [#ABSENT], [#CLUSTER_IP], [#HEADLESS] or [#EXTERNAL_NAME].
  public static int kind(byte[] row) {
    return row[Rows.body(row)];
  }

  /// Offset of the two labels `SERVICE NAMESPACE`, without a root label.
  public static int labelsAt() {
    return Rows.KEY;
  }

  /// Octets of the two labels.
  public static int labelsLength(byte[] row) {
    return Rows.keyLength(row);
  }

  /// Offset of the namespace's label.
  public static int namespace(byte[] row) {
    return Rows.KEY + 1 + (row[Rows.KEY] & 0xff);
  }

  /// Number of IPv4 cluster IPs; they begin one octet later.
  public static int ipv4(byte[] row) {
    return Rows.body(row) + 1;
  }

  /// Offset of the number of IPv6 cluster IPs; they begin one octet later.
  public static int ipv6(byte[] row) {
    int at = ipv4(row);
    return at + 1 + 4 * row[at];
  }

  /// Offset of the ports.
  public static int ports(byte[] row) {
    int at = ipv6(row);
    return at + 1 + 16 * row[at];
  }

  /// Offset of the first address or name that the service has outside of the cluster; the row's
  /// length if there is none.
  public static int outside(byte[] row) {
    return Ports.end(row, ports(row));
  }

  /// Offset of the one after that at `at`.
  public static int nextOutside(byte[] row, int at) {
    return at + 1 + (row[at] == 0 ? WireName.length(row, at + 1) : row[at]);
  }

  /// Offset of an external name's target.
  public static int target(byte[] row) {
    return Rows.body(row) + 1;
  }

  /// Whether an external name's target is a domain name.
  public static boolean hasTarget(byte[] row) {
    return target(row) < row.length;
  }

  /// Whether `row` has the cluster IP of `length` octets at `at`.
  static boolean holds(byte[] row, byte[] address, int at, int length) {
    int kind = kind(row);
    if (kind == ABSENT || kind == EXTERNAL_NAME) {
      return false;
    }
    int list = length == 4 ? ipv4(row) : ipv6(row);
    int ip = list + 1;
    for (int i = row[list]; i > 0; i--) {
      if (Arrays.equals(row, ip, ip + length, address, at, at + length)) {
        return true;
      }
      ip += length;
    }
    return false;
  }

  /// Whether `row` has the address of `length` octets at `at` outside of the cluster.
  static boolean holdsOutside(byte[] row, byte[] address, int at, int length) {
    int kind = kind(row);
    if (kind == ABSENT || kind == EXTERNAL_NAME) {
      return false;
    }
    for (int own = outside(row); own < row.length; own = nextOutside(row, own)) {
      if (row[own] == length
          && Arrays.equals(row, own + 1, own + 1 + length, address, at, at + length)) {
        return true;
      }
    }
    return false;
  }

  /// A row that stands for a service that is not known, with the labels of `slice`.
  static byte[] absent(byte[] labels, int at, int length) {
    byte[] row = new byte[Rows.KEY + length + 1];
    row[0] = (byte) Rows.SERVICE;
    Octets.putU16(row, Rows.KEY_LENGTH, length);
    System.arraycopy(labels, at, row, Rows.KEY, length);
    return row;
  }

  /// Collects what a Service object says, in any order; reused.
  public static final class Builder implements RowBuilder {
    /// `spec.externalName`.
    public final Draft externalName = new Draft();

    /// A count is one octet with a sign. The API allows one of each family.
    private static final int MOST_ADDRESSES = 127;

    private final Draft name = new Draft();
    private final Draft namespace = new Draft();
    private final byte[] address = new byte[16];
    private final Draft ipv4 = new Draft();
    private final Draft ipv6 = new Draft();
    private final Draft ports = new Draft();
    private final Draft outside = new Draft();
    private int portCount;
    private boolean headless;
    private boolean external;

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
      externalName.clear();
      ipv4.clear();
      ipv6.clear();
      ports.clear();
      outside.clear();
      portCount = 0;
      headless = false;
      external = false;
    }

    /// `spec.type` is `ExternalName`.
    public void external() {
      external = true;
    }

    /// One of `spec.clusterIPs`, in text; `None` makes the service headless, other words are
    /// ignored, and so is what goes beyond 127 of a family.
    public void clusterIp(Draft text) {
      if (text.is("None")) {
        headless = true;
        return;
      }
      int length = AddressText.parse(text.bytes(), 0, text.length(), address);
      Draft list = length == 4 ? ipv4 : ipv6;
      if (length > 0 && list.length() < MOST_ADDRESSES * length) {
        list.octets(address, 0, length);
      }
    }

    /// One of `spec.externalIPs`, or an address of a load balancer, in text; others are ignored.
    public void outsideAddress(Draft text) {
      int length = AddressText.parse(text.bytes(), 0, text.length(), address);
      if (length > 0) {
        outside.u8(length).octets(address, 0, length);
      }
    }

    /// The name of a load balancer; what is no domain name is ignored.
    public void outsideHost(Draft text) {
      int start = outside.length();
      NameText.append(text, outside.u8(0));
      if (outside.length() == start + 1) {
        outside.length(start);
      }
    }

    /// One of `spec.ports`; at most 255 count.
    public void port(Draft portName, Draft protocol, int number) {
      if (portCount < 255 && portName.length() < 256) {
        Ports.append(ports, portName, protocol, number);
        portCount++;
      }
    }

    @Override
    public boolean hasKey() {
      return isLabel(name) && isLabel(namespace);
    }

    @Override
    public void build(Draft row) {
      row.clear().u8(Rows.SERVICE).u16(name.length() + namespace.length() + 2);
      label(row, name);
      label(row, namespace);
      if (external) {
        row.u8(EXTERNAL_NAME);
        NameText.append(externalName, row);
        return;
      }
      row.u8(headless ? HEADLESS : CLUSTER_IP);
      row.u8(ipv4.length() / 4).all(ipv4);
      row.u8(ipv6.length() / 16).all(ipv6);
      row.u8(portCount).all(ports).all(outside);
    }

    static boolean isLabel(Draft text) {
      return text.length() > 0 && text.length() <= 63;
    }

    static void label(Draft row, Draft text) {
      row.u8(text.length());
      for (int i = 0; i < text.length(); i++) {
        row.u8(WireName.lower(text.bytes()[i]));
      }
    }
  }
}
