package dev.nodens.wire;

import java.util.Arrays;

/// A domain name as an immutable value, for configuration and control paths; never made per query.
///
/// Equality and hash ignore ASCII case (RFC 4343).
public final class Name {
  /// The root.
  public static final Name ROOT = new Name(new byte[] {0});

  private final byte[] wire;
  private final byte[] lower;

  private Name(byte[] wire) {
    this.wire = wire;
    this.lower = wire.clone();
    for (int i = 0; i < lower.length; i++) {
      lower[i] = WireName.lower(lower[i]);
    }
  }

  /// Reads presentation form (RFC 1035 §5.1), made absolute when the trailing dot is missing.
  ///
  /// @throws IllegalArgumentException naming what is wrong: an empty or over-long label, a name of
  ///   more than 255 octets, a bad escape
  public static Name parse(String text) {
    if (text.equals(".")) {
      return ROOT;
    }
    if (text.isEmpty()) {
      throw new IllegalArgumentException("empty domain name");
    }
    byte[] out = new byte[WireName.MAX_LENGTH + 64 + 1];
    int labelAt = 0;
    int at = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        labelAt = endLabel(text, out, labelAt, at);
        at = labelAt + 1;
        continue;
      }
      int octet = c;
      if (c == '\\') {
        octet = escaped(text, i);
        i += isDigit(text, i + 1) ? 3 : 1;
      }
      if (octet > 255 || at - labelAt > 63 || at > WireName.MAX_LENGTH) {
        throw new IllegalArgumentException(
            "'" + text + "' is not a domain name: " + fault(octet, at - labelAt));
      }
      out[at++] = (byte) octet;
    }
    if (at > labelAt + 1) {
      labelAt = endLabel(text, out, labelAt, at);
    }
    if (labelAt + 1 > WireName.MAX_LENGTH) {
      throw new IllegalArgumentException("'" + text + "' is longer than 255 octets");
    }
    return new Name(Arrays.copyOf(out, labelAt + 1));
  }

  /// The uncompressed name at `at` of `bytes`, copied.
  public static Name of(byte[] bytes, int at) {
    return new Name(Arrays.copyOfRange(bytes, at, at + WireName.length(bytes, at)));
  }

  /// The wire form, letter case kept. Not to be changed by the caller.
  public byte[] wire() {
    return wire;
  }

  /// The wire form in lower case. Not to be changed by the caller.
  public byte[] lower() {
    return lower;
  }

  /// Length in octets, the root label included.
  public int length() {
    return wire.length;
  }

  /// Number of labels; 0 for the root.
  public int labels() {
    return WireName.labels(wire, 0);
  }

  /// Whether this is `ancestor` or a name below it.
  public boolean isAtOrBelow(Name ancestor) {
    int offset = 0;
    while (lower.length - offset >= ancestor.lower.length) {
      if (lower.length - offset == ancestor.lower.length) {
        return Arrays.equals(lower, offset, lower.length, ancestor.lower, 0, ancestor.lower.length);
      }
      offset += (lower[offset] & 0xff) + 1;
    }
    return false;
  }

  /// This name with `labels` in presentation form put before it.
  public Name prepend(String labels) {
    return wire.length == 1 ? parse(labels + ".") : parse(labels + "." + this);
  }

  /// Presentation form with the trailing dot, letter case kept.
  @Override
  public String toString() {
    var text = new StringBuilder(wire.length + 8);
    WireName.appendText(text, wire, 0);
    return text.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Name name && Arrays.equals(lower, name.lower);
  }

  @Override
  public int hashCode() {
    return WireName.hash(lower, 0, lower.length);
  }

  private static int endLabel(String text, byte[] out, int labelAt, int at) {
    int length = at - labelAt - 1;
    if (length == 0) {
      throw new IllegalArgumentException("'" + text + "' has an empty label");
    }
    out[labelAt] = (byte) length;
    return at;
  }

  private static boolean isDigit(String text, int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  private static int escaped(String text, int at) {
    if (!isDigit(text, at + 1)) {
      if (at + 1 >= text.length()) {
        throw new IllegalArgumentException("'" + text + "' ends in a backslash");
      }
      return text.charAt(at + 1);
    }
    if (!isDigit(text, at + 2) || !isDigit(text, at + 3)) {
      throw new IllegalArgumentException("'" + text + "' has an escape that is not \\DDD");
    }
    return Integer.parseInt(text, at + 1, at + 4, 10);
  }

  private static String fault(int octet, int labelLength) {
    if (octet > 255) {
      return "character " + octet + " does not fit an octet";
    }
    return labelLength > 63 ? "a label is longer than 63 octets" : "longer than 255 octets";
  }
}
