package dev.nodens.plugin.kubernetes.table;

/// IP addresses in text, as objects hold them (`10.0.0.1`, `fd00::1`) and as labels do (`10-0-0-1`,
/// `fd00--1`). Allocates nothing.
public final class AddressText {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private AddressText() {}

  /// Reads `length` octets of text at `at` into `out`.
  ///
  /// @return 4 or 16, or 0 if it is no address
  public static int parse(byte[] text, int at, int length, byte[] out) {
    for (int i = 0; i < length; i++) {
      if (text[at + i] == ':') {
        return v6(text, at, at + length, (byte) ':', out) ? 16 : 0;
      }
    }
    return v4(text, at, at + length, (byte) '.', out) ? 4 : 0;
  }

  /// Reads an address whose separators are dashes: three single dashes make it IPv4, everything
  /// else is taken for IPv6. An IPv6 address that maps an IPv4 one counts as that.
  ///
  /// @return 4 or 16, or 0 if it is no address
  public static int parseDashed(byte[] text, int at, int length, byte[] out) {
    int dashes = 0;
    boolean doubled = false;
    for (int i = 0; i < length; i++) {
      if (text[at + i] == '-') {
        dashes++;
        doubled |= i > 0 && text[at + i - 1] == '-';
      }
    }
    if (dashes == 3 && !doubled) {
      return v4(text, at, at + length, (byte) '-', out) ? 4 : 0;
    }
    if (!v6(text, at, at + length, (byte) '-', out)) {
      return 0;
    }
    return unmap(out);
  }

  /// Makes `::ffff:a.b.c.d` in `address` four octets long.
  ///
  /// @return 4 or 16
  public static int unmap(byte[] address) {
    for (int i = 0; i < 12; i++) {
      if (address[i] != (i < 10 ? 0 : -1)) {
        return 16;
      }
    }
    System.arraycopy(address, 12, address, 0, 4);
    return 4;
  }

  private static boolean v4(byte[] text, int at, int end, byte separator, byte[] out) {
    int i = at;
    for (int octet = 0; octet < 4; octet++) {
      int start = i;
      int value = 0;
      while (i < end && i - start < 3 && text[i] >= '0' && text[i] <= '9') {
        value = value * 10 + text[i++] - '0';
      }
      if (i == start || value > 255 || i - start > 1 && text[start] == '0') {
        return false;
      }
      out[octet] = (byte) value;
      if (octet < 3 && (i == end || text[i++] != separator)) {
        return false;
      }
    }
    return i == end;
  }

  private static boolean v6(byte[] text, int at, int end, byte separator, byte[] out) {
    int i = at;
    int groups = 0;
    int gap = -1;
    if (end - at >= 2 && text[at] == separator && text[at + 1] == separator) {
      gap = 0;
      i += 2;
    }
    while (i < end) {
      int start = i;
      int value = 0;
      while (i < end && i - start < 4 && Character.digit(text[i], 16) >= 0) {
        value = value << 4 | Character.digit(text[i++], 16);
      }
      if (i == start || groups == 8) {
        return false;
      }
      out[2 * groups] = (byte) (value >> 8);
      out[2 * groups + 1] = (byte) value;
      groups++;
      if (i == end) {
        break;
      }
      if (text[i++] != separator || i == end) {
        return false;
      }
      if (text[i] == separator) {
        if (gap >= 0) {
          return false;
        }
        gap = groups;
        i++;
      }
    }
    return spread(out, groups, gap);
  }

  private static boolean spread(byte[] out, int groups, int gap) {
    if (gap < 0) {
      return groups == 8;
    }
    if (groups == 8) {
      return false;
    }
    int tail = 2 * (groups - gap);
    System.arraycopy(out, 2 * gap, out, 16 - tail, tail);
    for (int i = 2 * gap; i < 16 - tail; i++) {
      out[i] = 0;
    }
    return true;
  }

  /// Writes the label that stands for an address: its canonical text (RFC 5952) with dashes, a `0`
  /// appended where it would end in a dash. The label's length octet comes first.
  ///
  /// @return octets written to `out` at `outAt`, at most 41
  public static int label(byte[] address, int at, int length, byte[] out, int outAt) {
    int end =
        length == 4 ? label4(address, at, out, outAt + 1) : label6(address, at, out, outAt + 1);
    if (out[end - 1] == '-') {
      out[end++] = '0';
    }
    out[outAt] = (byte) (end - outAt - 1);
    return end - outAt;
  }

  private static int label4(byte[] address, int at, byte[] out, int outAt) {
    int i = outAt;
    for (int octet = 0; octet < 4; octet++) {
      int value = address[at + octet] & 0xff;
      if (octet > 0) {
        out[i++] = '-';
      }
      if (value >= 100) {
        out[i++] = (byte) ('0' + value / 100);
      }
      if (value >= 10) {
        out[i++] = (byte) ('0' + value / 10 % 10);
      }
      out[i++] = (byte) ('0' + value % 10);
    }
    return i;
  }

  private static int label6(byte[] address, int at, byte[] out, int outAt) {
    int zeros = longestZeros(address, at);
    int zerosFrom = zeros >>> 8;
    int zerosTo = zerosFrom + (zeros & 0xff);
    int i = outAt;
    for (int group = 0; group < 8; group++) {
      if (group == zerosFrom && zerosTo > zerosFrom) {
        out[i++] = '-';
        out[i++] = '-';
        group = zerosTo - 1;
        continue;
      }
      if (group > 0 && group != zerosTo) {
        out[i++] = '-';
      }
      i = hex(group(address, at, group), out, i);
    }
    return i;
  }

  private static int hex(int value, byte[] out, int outAt) {
    int i = outAt;
    for (int shift = 12; shift >= 0; shift -= 4) {
      if (value >> shift != 0 || shift == 0) {
        out[i++] = HEX[value >> shift & 0xf];
      }
    }
    return i;
  }

  private static int group(byte[] address, int at, int group) {
    return (address[at + 2 * group] & 0xff) << 8 | address[at + 2 * group + 1] & 0xff;
  }

  /// The first of the longest runs of two or more zero groups: its start << 8 | its length.
  private static int longestZeros(byte[] address, int at) {
    int best = 0;
    int bestLength = 1;
    int length = 0;
    for (int group = 0; group < 8; group++) {
      length = group(address, at, group) == 0 ? length + 1 : 0;
      if (length > bestLength) {
        bestLength = length;
        best = group + 1 - length << 8 | length;
      }
    }
    return best;
  }
}
