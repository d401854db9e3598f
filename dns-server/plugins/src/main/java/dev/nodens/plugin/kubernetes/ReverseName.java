package dev.nodens.plugin.kubernetes;

import dev.nodens.plugin.kubernetes.table.AddressText;
import dev.nodens.wire.Query;
import java.util.Arrays;

/// Reads the address out of a reverse name (RFC 1035 §3.5, RFC 3596 §2.5). Allocates nothing.
final class ReverseName {
  private static final byte[] IPV4 = {
    7, 'i', 'n', '-', 'a', 'd', 'd', 'r', 4, 'a', 'r', 'p', 'a', 0
  };
  private static final byte[] IPV6 = {3, 'i', 'p', '6', 4, 'a', 'r', 'p', 'a', 0};

  private ReverseName() {}

  /// Whether the queried name lies below `in-addr.arpa` or `ip6.arpa`.
  static boolean isReverse(Query query) {
    return endsIn(query, IPV4) || endsIn(query, IPV6);
  }

  /// Reads the queried name.
  ///
  /// @return octets of the address in `out`: 4 or 16; 0 if the name is no whole reverse name
  static int address(Query query, byte[] out) {
    if (query.labelCount() == 6 && endsIn(query, IPV4)) {
      return ipv4(query, out) ? 4 : 0;
    }
    if (query.labelCount() == 34 && endsIn(query, IPV6)) {
      return ipv6(query, out) ? AddressText.unmap(out) : 0;
    }
    return 0;
  }

  private static boolean endsIn(Query query, byte[] suffix) {
    int at = query.qnameLength() - suffix.length;
    return at > 0
        && Arrays.equals(query.qname(), at, query.qnameLength(), suffix, 0, suffix.length);
  }

  private static boolean ipv4(Query query, byte[] out) {
    byte[] name = query.qname();
    for (int i = 0; i < 4; i++) {
      int at = query.label(3 - i);
      int length = name[at];
      int value = 0;
      for (int j = 1; j <= length; j++) {
        if (name[at + j] < '0' || name[at + j] > '9' || length > 3) {
          return false;
        }
        value = value * 10 + name[at + j] - '0';
      }
      if (value > 255 || length > 1 && name[at + 1] == '0') {
        return false;
      }
      out[i] = (byte) value;
    }
    return true;
  }

  private static boolean ipv6(Query query, byte[] out) {
    byte[] name = query.qname();
    for (int i = 0; i < 32; i++) {
      int at = query.label(31 - i);
      int digit = name[at] == 1 ? Character.digit(name[at + 1], 16) : -1;
      if (digit < 0) {
        return false;
      }
      out[i / 2] = (byte) (i % 2 == 0 ? digit << 4 : out[i / 2] | digit);
    }
    return true;
  }
}
