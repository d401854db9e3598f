package dev.nodens.corefile;

/// A range of IP addresses, as `10.0.0.0/8`.
///
/// @param address 4 or 16 octets; those behind the prefix may be anything
/// @param bits length of the prefix
public record Cidr(byte[] address, int bits) {

  /// Reads `ADDRESS/BITS` as Go does.
  ///
  /// @throws IllegalArgumentException `invalid CIDR address: TEXT`
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    byte[] address = slash < 0 ? null : IpLiteral.parse(text.substring(0, slash));
    int bits = address == null ? -1 : bits(text.substring(slash + 1));
    if (address == null || bits < 0 || bits > address.length * 8) {
      throw new IllegalArgumentException("invalid CIDR address: " + text);
    }
    return new Cidr(address, bits);
  }

  private static int bits(String digits) {
    boolean number = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return number && digits.length() <= 3 ? Integer.parseInt(digits) : -1;
  }

  /// The same range, with nothing behind the prefix.
  public Cidr network() {
    byte[] network = address.clone();
    for (int bit = bits; bit < network.length * 8; bit++) {
      network[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    return new Cidr(network, bits);
  }

  /// Whether the `length` octets at `at` of `octets` are an address of this range.
  public boolean contains(byte[] octets, int at, int length) {
    if (length != address.length) {
      return false;
    }
    int whole = bits / 8;
    for (int i = 0; i < whole; i++) {
      if (octets[at + i] != address[i]) {
        return false;
      }
    }
    int rest = bits % 8;
    return rest == 0 || ((octets[at + whole] ^ address[whole]) & 0xff) >> (8 - rest) == 0;
  }

  /// `ADDRESS/BITS`, IPv6 as RFC 5952 writes it.
  @Override
  public String toString() {
    return IpLiteral.text(address) + "/" + bits;
  }
}
