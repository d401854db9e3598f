package dev.nodens.operator.plan;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// Writes addresses as Kubernetes and people do.
final class Addresses {
  private static final int GROUPS = 8;

  private Addresses() {}

  /// The canonical text: for IPv6 that of RFC 5952, section 4.
  static String canonical(InetAddress address) {
    return address instanceof Inet6Address ? v6(address.getAddress()) : address.getHostAddress();
  }

  private static String v6(byte[] bytes) {
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < GROUPS; i++) {
      groups.add(
          Integer.toHexString(Byte.toUnsignedInt(bytes[2 * i]) << 8 | bytes[2 * i + 1] & 0xff));
    }
    int from = 0;
    int length = 0;
    for (int i = 0; i < GROUPS; i++) {
      int zeros = 0;
      while (i + zeros < GROUPS && groups.get(i + zeros).equals("0")) {
        zeros++;
      }
      if (zeros > length) {
        from = i;
        length = zeros;
      }
    }
    return length < 2
        ? String.join(":", groups)
        : String.join(":", groups.subList(0, from))
            + "::"
            + String.join(":", groups.subList(from + length, GROUPS));
  }
}
