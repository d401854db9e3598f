package dev.nodens.plugin.kubernetes.table;

import dev.nodens.wire.Octets;
import java.util.Arrays;

/// A growing, reusable run of octets that rows are composed in; one feed thread each.
public final class Draft {
  private byte[] bytes = new byte[256];
  private int length;

  /// Forgets everything.
  public Draft clear() {
    length = 0;
    return this;
  }

  /// Octets so far.
  public int length() {
    return length;
  }

  /// Cuts to `newLength` octets.
  public void length(int newLength) {
    length = newLength;
  }

  /// The octets; only the first [#length()] count. Changes when it grows.
  public byte[] bytes() {
    return bytes;
  }

  /// Appends one octet.
  public Draft u8(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
    return this;
  }

  /// Appends a 16-bit number.
  public Draft u16(int value) {
    ensure(2);
    Octets.putU16(bytes, length, value);
    length += 2;
    return this;
  }

  /// Appends `count` octets of `source`.
  public Draft octets(byte[] source, int at, int count) {
    ensure(count);
    System.arraycopy(source, at, bytes, length, count);
    length += count;
    return this;
  }

  /// Appends all of `other`.
  public Draft all(Draft other) {
    return octets(other.bytes, 0, other.length);
  }

  /// Appends characters as Latin-1 octets; others become `?`, which no object's name contains.
  public Draft text(char[] chars, int at, int count) {
    ensure(count);
    for (int i = 0; i < count; i++) {
      char c = chars[at + i];
      bytes[length++] = (byte) (c < 256 ? c : '?');
    }
    return this;
  }

  /// Appends characters, see [#text(char[], int, int)].
  public Draft text(String text) {
    return text(text.toCharArray(), 0, text.length());
  }

  /// Whether it holds exactly the octets of `text`.
  public boolean is(String text) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// Overwrites the octet at `at`.
  void put(int at, int value) {
    bytes[at] = (byte) value;
  }

  /// Overwrites the 16-bit number at `at`.
  void putU16(int at, int value) {
    Octets.putU16(bytes, at, value);
  }

  /// A copy of what it holds.
  public byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }
}
