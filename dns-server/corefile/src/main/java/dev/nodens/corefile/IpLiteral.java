package dev.nodens.corefile;

import org.jspecify.annotations.Nullable;

/// Reads IP addresses as Go does: four decimal octets without leading zeros, or IPv6 text (RFC 4291
/// section 2.2) without zone and brackets.
public final class IpLiteral {

  private IpLiteral() {}

  /// 4 or 16 bytes in network order, or null if `text` is no address.
  public static byte @Nullable [] parse(String text) {
    return text.indexOf(':') >= 0 ? v6(text) : v4(text);
  }

  /// The text of an address of 4 or 16 octets, IPv6 as RFC 5952 §4 writes it.
  public static String text(byte[] address) {
    if (address.length == 4) {
      return (address[0] & 0xff)
          + "."
          + (address[1] & 0xff)
          + "."
          + (address[2] & 0xff)
          + "."
          + (address[3] & 0xff);
    }
    int gapAt = -1;
    int gapLength = 1;
    for (int i = 0; i < 8; i++) {
      int zeros = 0;
      while (i + zeros < 8 && group(address, i + zeros) == 0) {
        zeros++;
      }
      if (zeros > gapLength) {
        gapAt = i;
        gapLength = zeros;
      }
      i += zeros;
    }
    var text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == gapAt) {
        text.append("::");
        i += gapLength - 1;
      } else {
        boolean behindGap = gapAt >= 0 && i == gapAt + gapLength;
        text.append(i > 0 && !behindGap ? ":" : "").append(Integer.toHexString(group(address, i)));
      }
    }
    return text.toString();
  }

  private static int group(byte[] address, int i) {
    return (address[2 * i] & 0xff) << 8 | address[2 * i + 1] & 0xff;
  }

  private static byte @Nullable [] v4(String text) {
    byte[] address = new byte[4];
    int at = 0;
    for (int i = 0; i < 4; i++) {
      int value = 0;
      int start = at;
      while (at < text.length() && at - start < 3 && isDigit(text.charAt(at))) {
        value = value * 10 + text.charAt(at++) - '0';
      }
      boolean leadingZero = at - start > 1 && text.charAt(start) == '0';
      if (at == start || value > 255 || leadingZero) {
        return null;
      }
      address[i] = (byte) value;
      boolean last = i == 3;
      if (last ? at != text.length() : at >= text.length() || text.charAt(at++) != '.') {
        return null;
      }
    }
    return address;
  }

  private static byte @Nullable [] v6(String text) {
    byte[] address = new byte[16];
    int used = 0;
    int gap = -1;
    int at = 0;
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    }
    while (at < text.length()) {
      int end = at;
      int value = 0;
      while (end < text.length() && end - at < 5 && Character.digit(text.charAt(end), 16) >= 0) {
        value = value << 4 | Character.digit(text.charAt(end++), 16);
      }
      if (end < text.length() && text.charAt(end) == '.') {
        byte[] tail = v4(text.substring(at));
        boolean fits = gap < 0 ? used == 12 : used <= 12;
        if (tail == null || !fits) {
          return null;
        }
        System.arraycopy(tail, 0, address, used, 4);
        used += 4;
        break;
      }
      if (end == at || end - at > 4 || used == 16) {
        return null;
      }
      address[used++] = (byte) (value >> 8);
      address[used++] = (byte) value;
      at = end;
      if (at == text.length()) {
        break;
      }
      if (text.charAt(at++) != ':' || at == text.length()) {
        return null;
      }
      if (text.charAt(at) == ':') {
        if (gap >= 0) {
          return null;
        }
        gap = used;
        at++;
      }
    }
    return spread(address, used, gap);
  }

  /// Moves what follows `::` to the end of the address.
  private static byte @Nullable [] spread(byte[] address, int used, int gap) {
    if (gap < 0) {
      return used == 16 ? address : null;
    }
    if (used == 16) {
      return null;
    }
    byte[] result = new byte[16];
    System.arraycopy(address, 0, result, 0, gap);
    System.arraycopy(address, gap, result, 16 - (used - gap), used - gap);
    return result;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
