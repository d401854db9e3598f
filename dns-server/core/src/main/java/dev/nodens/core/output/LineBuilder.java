package dev.nodens.core.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/// A line of text under construction; reused, allocates only to grow. Belongs to one thread.
public final class LineBuilder {
  private static final String HEX = "0123456789abcdef";

  private byte[] octets = new byte[512];
  private int length;

  /// Starts an empty line.
  public LineBuilder clear() {
    length = 0;
    return this;
  }

  /// The text in UTF-8; the first [#length()] octets count.
  public byte[] octets() {
    return octets;
  }

  /// Octets so far.
  public int length() {
    return length;
  }

  /// Appends ready-made UTF-8.
  public LineBuilder utf8(byte[] text) {
    ensure(text.length);
    System.arraycopy(text, 0, octets, length, text.length);
    length += text.length;
    return this;
  }

  /// Appends `text`. Allocates nothing if it is ASCII.
  public LineBuilder text(String text) {
    int chars = text.length();
    ensure(chars);
    int start = length;
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        length = start;
        return utf8(text.getBytes(UTF_8));
      }
      octets[length++] = (byte) c;
    }
    return this;
  }

  /// Appends one ASCII character.
  public LineBuilder ascii(char c) {
    ensure(1);
    octets[length++] = (byte) c;
    return this;
  }

  /// Appends one octet of UTF-8 as it is.
  LineBuilder octet(int octet) {
    ensure(1);
    octets[length++] = (byte) octet;
    return this;
  }

  /// Appends a whole number in decimal.
  public LineBuilder number(long value) {
    if (value < 0) {
      ascii('-');
    }
    long rest = Math.abs(value);
    int digits = 1;
    for (long n = rest; n > 9; n /= 10) {
      digits++;
    }
    ensure(digits);
    for (int i = length + digits - 1; i >= length; i--) {
      octets[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  /// Appends a time in seconds with up to nine decimals, as short as it can be: `0.000123456`.
  public LineBuilder seconds(long nanos) {
    number(nanos / 1_000_000_000);
    long fraction = nanos % 1_000_000_000;
    if (fraction == 0) {
      return this;
    }
    ascii('.');
    for (long unit = 100_000_000; fraction > 0; unit /= 10) {
      ascii((char) ('0' + fraction / unit));
      fraction %= unit;
    }
    return this;
  }

  /// Appends the uncompressed name at the start of `name`, with its trailing dot, escaped as the Go
  /// DNS library does, which is what people search logs for.
  public LineBuilder name(byte[] name) {
    if (name[0] == 0) {
      return ascii('.');
    }
    for (int at = 0; name[at] != 0; at += name[at] + 1) {
      for (int i = 1; i <= name[at]; i++) {
        escaped(name[at + i] & 0xff);
      }
      ascii('.');
    }
    return this;
  }

  private void escaped(int octet) {
    if (octet < ' ' || octet > '~') {
      ascii('\\').ascii((char) ('0' + octet / 100));
      ascii((char) ('0' + octet / 10 % 10)).ascii((char) ('0' + octet % 10));
      return;
    }
    if (". '@;()\"\\".indexOf(octet) >= 0) {
      ascii('\\');
    }
    ascii((char) octet);
  }

  /// Appends an address of 4 or 16 octets, the latter in brackets and as RFC 5952 writes it.
  public LineBuilder address(byte[] address, int addressLength) {
    if (addressLength == 4) {
      for (int i = 0; i < 4; i++) {
        if (i > 0) {
          ascii('.');
        }
        number(address[i] & 0xff);
      }
      return this;
    }
    return ascii('[').v6(address).ascii(']');
  }

  private LineBuilder v6(byte[] address) {
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
    for (int i = 0; i < 8; i++) {
      if (i == gapAt) {
        ascii(':').ascii(':');
        i += gapLength - 1;
        continue;
      }
      boolean behindGap = gapAt >= 0 && i == gapAt + gapLength;
      if (i > 0 && !behindGap) {
        ascii(':');
      }
      hex(group(address, i));
    }
    return this;
  }

  private static int group(byte[] address, int i) {
    return (address[2 * i] & 0xff) << 8 | address[2 * i + 1] & 0xff;
  }

  private void hex(int group) {
    int shift = 12;
    while (shift > 0 && group >>> shift == 0) {
      shift -= 4;
    }
    for (; shift >= 0; shift -= 4) {
      ascii(HEX.charAt(group >>> shift & 0xf));
    }
  }

  private void ensure(int more) {
    if (length + more > octets.length) {
      octets = Arrays.copyOf(octets, Math.max(length + more, octets.length * 2));
    }
  }

  @Override
  public String toString() {
    return new String(octets, 0, length, UTF_8);
  }
}
