package dev.nodens.wire;

/// Functions over names in wire form: length-prefixed labels ended by the root label (RFC 1035
/// §3.1).
///
/// Every function reads only inside the bounds it is given and reports bad bytes by a negative
/// number.
public final class WireName {
  /// Longest name in octets, the root label included (RFC 1035 §2.3.4).
  public static final int MAX_LENGTH = 255;

  /// Most labels that fit into 255 octets, the root label not counted.
  public static final int MAX_LABELS = 127;

  private static final byte[] LOWER = new byte[256];

  static {
    for (int i = 0; i < 256; i++) {
      LOWER[i] = (byte) (i >= 'A' && i <= 'Z' ? i + 32 : i);
    }
  }

  private WireName() {}

  /// The ASCII lower case of one octet (RFC 4343 §3: no other octet has a case).
  public static byte lower(byte octet) {
    return LOWER[octet & 0xff];
  }

  /// The offset just after the name at `at`, pointers not followed; -1 if it is malformed or
  /// crosses `end`.
  public static int skip(byte[] message, int at, int end) {
    int offset = at;
    while (offset < end) {
      int length = message[offset] & 0xff;
      if (length == 0) {
        return offset + 1;
      }
      if (length >= 0xc0) {
        return offset + 2 <= end ? offset + 2 : -1;
      }
      if (length > 63) {
        return -1;
      }
      offset += length + 1;
    }
    return -1;
  }

  /// Copies the name at `at` uncompressed to `target` and returns its length in octets, or -1.
  ///
  /// A pointer that does not point before the start of the labels read so far is refused, so a loop
  /// cannot exist (RFC 1035 §4.1.4 says "prior occurrence").
  public static int expand(byte[] message, int at, int end, byte[] target, int targetAt) {
    int offset = at;
    int floor = at;
    int written = 0;
    while (offset < end) {
      int length = message[offset] & 0xff;
      if (length >= 0xc0) {
        if (offset + 1 >= end) {
          return -1;
        }
        int pointer = (length & 0x3f) << 8 | message[offset + 1] & 0xff;
        if (pointer >= floor || pointer < Header.LENGTH) {
          return -1;
        }
        floor = pointer;
        offset = pointer;
        continue;
      }
      if (length > 63
          || offset + length + 1 > end
          || written + length + 1 > MAX_LENGTH
          || targetAt + written + length + 1 > target.length) {
        return -1;
      }
      System.arraycopy(message, offset, target, targetAt + written, length + 1);
      written += length + 1;
      offset += length + 1;
      if (length == 0) {
        return written;
      }
    }
    return -1;
  }

  /// The length in octets of the uncompressed, well-formed name at `at`, the root label included.
  public static int length(byte[] name, int at) {
    int offset = at;
    while (name[offset] != 0) {
      offset += (name[offset] & 0xff) + 1;
    }
    return offset + 1 - at;
  }

  /// The number of labels of the uncompressed, well-formed name at `at`, the root label not
  /// counted.
  public static int labels(byte[] name, int at) {
    int count = 0;
    int offset = at;
    while (name[offset] != 0) {
      offset += (name[offset] & 0xff) + 1;
      count++;
    }
    return count;
  }

  /// Whether two ranges of the same length are equal without regard to ASCII case.
  public static boolean equalsIgnoreCase(byte[] a, int aAt, byte[] b, int bAt, int length) {
    for (int i = 0; i < length; i++) {
      if (LOWER[a[aAt + i] & 0xff] != LOWER[b[bAt + i] & 0xff]) {
        return false;
      }
    }
    return true;
  }

  /// Whether two possibly compressed names in two messages are the same, without regard to case.
  ///
  /// Malformed names are equal to nothing.
  public static boolean sameName(byte[] a, int aAt, int aEnd, byte[] b, int bAt, int bEnd) {
    int x = label(a, aAt, aEnd);
    int y = label(b, bAt, bEnd);
    for (int n = 0; n <= MAX_LABELS && x >= 0 && y >= 0; n++) {
      int length = a[x] & 0xff;
      if (length != (b[y] & 0xff) || !equalsIgnoreCase(a, x + 1, b, y + 1, length)) {
        return false;
      }
      if (length == 0) {
        return true;
      }
      x = label(a, x + length + 1, aEnd);
      y = label(b, y + length + 1, bEnd);
    }
    return false;
  }

  /// A hash of `length` octets that are already in lower case.
  public static int hash(byte[] name, int at, int length) {
    int hash = 0x811c9dc5;
    int i = at;
    int end = at + length;
    for (; i + 4 <= end; i += 4) {
      hash = (hash ^ Octets.i32(name, i)) * 0x01000193;
      hash ^= hash >>> 15;
    }
    for (; i < end; i++) {
      hash = (hash ^ name[i]) * 0x01000193;
    }
    hash ^= hash >>> 16;
    hash *= 0x85ebca6b;
    return hash ^ hash >>> 13;
  }

  /// Appends the presentation form of the uncompressed name at `at`, with its trailing dot (RFC
  /// 1035 §5.1 escapes).
  public static void appendText(StringBuilder text, byte[] name, int at) {
    int offset = at;
    if (name[offset] == 0) {
      text.append('.');
      return;
    }
    while (name[offset] != 0) {
      int length = name[offset] & 0xff;
      for (int i = 1; i <= length; i++) {
        appendOctet(text, name[offset + i] & 0xff);
      }
      text.append('.');
      offset += length + 1;
    }
  }

  private static void appendOctet(StringBuilder text, int octet) {
    if (octet <= ' ' || octet >= 0x7f) {
      text.append('\\')
          .append((char) ('0' + octet / 100))
          .append((char) ('0' + octet / 10 % 10))
          .append((char) ('0' + octet % 10));
      return;
    }
    if (".\\\"();@$".indexOf(octet) >= 0) {
      text.append('\\');
    }
    text.append((char) octet);
  }

  /// The offset of the label at `at`, a chain of pointers followed backwards only; -1 if malformed.
  private static int label(byte[] message, int at, int end) {
    int offset = at;
    while (offset >= 0 && offset < end) {
      int length = message[offset] & 0xff;
      if (length < 0xc0) {
        return length <= 63 && offset + length < end ? offset : -1;
      }
      if (offset + 1 >= end) {
        return -1;
      }
      int pointer = (length & 0x3f) << 8 | message[offset + 1] & 0xff;
      if (pointer >= offset) {
        return -1;
      }
      offset = pointer;
    }
    return -1;
  }
}
