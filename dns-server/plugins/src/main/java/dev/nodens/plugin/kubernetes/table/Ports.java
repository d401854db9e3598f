package dev.nodens.plugin.kubernetes.table;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.nodens.wire.Octets;
import dev.nodens.wire.WireName;

/// The ports of a service or of an endpoint slice inside a row: a count octet, then for each port
///
/// ```
/// [0]     protocol; 0x80: the port has no number
/// [1..2]  number
/// [3]     length of the name
/// [4..]   name
/// ```
public final class Ports {
  private static final int TCP = 1;
  private static final int UDP = 2;
  private static final int SCTP = 3;
  private static final int OTHER = 4;
  private static final int PROTOCOL = 0x0f;
  private static final int UNNUMBERED = 0x80;

  private static final byte[][] LABELS = {
    {}, {'t', 'c', 'p'}, {'u', 'd', 'p'}, {'s', 'c', 't', 'p'}, {}
  };

  private Ports() {}

  /// Appends a port to `draft`.
  ///
  /// @param number 0 to 65535, or -1 for none
  static void append(Draft draft, Draft name, Draft protocol, int number) {
    draft.u8(code(protocol) | (number < 0 ? UNNUMBERED : 0));
    draft.u16(Math.max(0, number));
    draft.u8(name.length());
    draft.octets(name.bytes(), 0, name.length());
  }

  private static int code(Draft protocol) {
    if (protocol.length() == 0) {
      return 0;
    }
    if (protocol.is("TCP")) {
      return TCP;
    }
    if (protocol.is("UDP")) {
      return UDP;
    }
    return protocol.is("SCTP") ? SCTP : OTHER;
  }

  /// How many ports the list at `at` has.
  public static int count(byte[] row, int at) {
    return row[at] & 0xff;
  }

  /// The offset just after the list at `at`.
  static int end(byte[] row, int at) {
    int port = first(at);
    for (int i = count(row, at); i > 0; i--) {
      port = next(row, port);
    }
    return port;
  }

  /// The offset of the first port of the list at `at`.
  public static int first(int at) {
    return at + 1;
  }

  /// The offset of the port after the one at `port`.
  public static int next(byte[] row, int port) {
    return port + 4 + (row[port + 3] & 0xff);
  }

  /// Whether the port at `port` has a number.
  public static boolean isNumbered(byte[] row, int port) {
    return (row[port] & UNNUMBERED) == 0;
  }

  /// The number of the port at `port`.
  public static int number(byte[] row, int port) {
    return Octets.u16(row, port + 1);
  }

  /// The name of the port at `port`, empty if it has none; not longer than a label.
  public static String name(byte[] row, int port) {
    return new String(row, port + 4, row[port + 3] & 0xff, US_ASCII);
  }

  /// The protocol of the port at `port`, in lower case; empty if there is none to be named.
  public static String protocol(byte[] row, int port) {
    return new String(LABELS[row[port] & PROTOCOL], US_ASCII);
  }

  /// Whether the port at `port` is what `filter` asks for.
  public static boolean matches(byte[] row, int port, PortFilter filter) {
    if (filter.isOpen()) {
      return true;
    }
    byte[] name = filter.name();
    byte[] protocol = LABELS[row[port] & PROTOCOL];
    return (filter.portLength() == 0
            || (row[port + 3] & 0xff) == filter.portLength()
                && WireName.equalsIgnoreCase(
                    row, port + 4, name, filter.portAt(), filter.portLength()))
        && (filter.protocolLength() == 0
            || protocol.length == filter.protocolLength()
                && WireName.equalsIgnoreCase(
                    protocol, 0, name, filter.protocolAt(), filter.protocolLength()));
  }

  /// How many ports of the list at `at` match. An empty list stands for one port without name,
  /// protocol and number.
  public static int matching(byte[] row, int at, PortFilter filter) {
    int count = count(row, at);
    if (count == 0) {
      return filter.isOpen() ? 1 : 0;
    }
    if (filter.isOpen()) {
      return count;
    }
    int matching = 0;
    int port = first(at);
    for (int i = 0; i < count; i++) {
      if (matches(row, port, filter)) {
        matching++;
      }
      port = next(row, port);
    }
    return matching;
  }
}
