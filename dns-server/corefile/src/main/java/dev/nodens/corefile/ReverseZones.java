package dev.nodens.corefile;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reverse zones of address ranges (RFC 1035 section 3.5, RFC 3596 section 2.5). A range that ends
/// within an octet (IPv4) or nibble (IPv6) gives the zones of all its parts up to the next
/// boundary.
public final class ReverseZones {

  private ReverseZones() {}

  /// The zones of `cidr`, absolute, in address order; null if it is not ADDRESS/MASK with a whole
  /// address. Host bits are ignored.
  public static @Nullable List<String> of(String cidr) {
    int slash = cidr.indexOf('/');
    if (slash < 0) {
      return null;
    }
    byte[] address = IpLiteral.parse(cidr.substring(0, slash));
    int bits = mask(cidr.substring(slash + 1));
    if (address == null || bits < 0 || bits > address.length * 8) {
      return null;
    }
    int unit = address.length == 4 ? 8 : 4;
    int labels = (bits + unit - 1) / unit;
    int free = labels * unit - bits;
    List<String> zones = new ArrayList<>();
    for (int part = 0; part < 1 << free; part++) {
      zones.add(zone(address, labels, free, part));
    }
    return zones;
  }

  /// @param labels how many units of the address the zone has
  /// @param free how many low bits of the last unit are replaced by `part`
  private static String zone(byte[] address, int labels, int free, int part) {
    StringBuilder zone = new StringBuilder();
    for (int i = labels - 1; i >= 0; i--) {
      int value = unit(address, i);
      if (i == labels - 1) {
        value = value >> free << free | part;
      }
      zone.append(address.length == 4 ? Integer.toString(value) : Integer.toHexString(value));
      zone.append('.');
    }
    return zone.append(address.length == 4 ? "in-addr.arpa." : "ip6.arpa.").toString();
  }

  private static int unit(byte[] address, int i) {
    if (address.length == 4) {
      return address[i] & 0xFF;
    }
    int octet = address[i / 2] & 0xFF;
    return i % 2 == 0 ? octet >> 4 : octet & 0xF;
  }

  private static int mask(String text) {
    if (text.isEmpty() || text.length() > 7 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    return Integer.parseInt(text);
  }

  /// Whether `zone` (absolute, lower case) is `in-addr.arpa.`, `ip6.arpa.` or below one of them.
  static boolean isReverse(String zone) {
    return zone.endsWith("in-addr.arpa.") || zone.endsWith("ip6.arpa.");
  }
}
