package dev.nodens.zone;

import dev.nodens.wire.Name;

/// The names that PTR records of addresses stand at (RFC 1035 §3.5, RFC 3596 §2.5).
public final class PointerName {
  private static final Name IPV4 = Name.parse("in-addr.arpa.");
  private static final Name IPV6 = Name.parse("ip6.arpa.");

  private PointerName() {}

  /// Whether the names of `origin` stand for addresses.
  public static boolean isReverse(Name origin) {
    return origin.isAtOrBelow(IPV4) || origin.isAtOrBelow(IPV6);
  }

  /// The name of an address of 4 or 16 octets.
  public static Name of(byte[] address) {
    var text = new StringBuilder();
    for (int i = address.length - 1; i >= 0; i--) {
      int octet = address[i] & 0xff;
      if (address.length == 4) {
        text.append(octet).append('.');
      } else {
        text.append(Character.forDigit(octet & 15, 16)).append('.');
        text.append(Character.forDigit(octet >> 4, 16)).append('.');
      }
    }
    return Name.parse(text + (address.length == 4 ? IPV4 : IPV6).toString());
  }
}
