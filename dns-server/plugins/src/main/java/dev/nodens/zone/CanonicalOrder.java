package dev.nodens.zone;

import dev.nodens.wire.WireName;
import java.util.Arrays;

/// The canonical order of names (RFC 4034 §6.1) as an order of octet strings: labels from the
/// right, each closed by a zero octet; octets 0 and 1 inside a label are escaped, so that a shorter
/// label comes first.
final class CanonicalOrder {
  private static final int MOST = 2 * WireName.MAX_LENGTH;

  private CanonicalOrder() {}

  /// The string that stands for the lower-case name at `at`.
  static byte[] key(byte[] name, int at) {
    int[] labels = new int[WireName.MAX_LABELS + 1];
    int count = 0;
    for (int offset = at; name[offset] != 0; offset += (name[offset] & 0xff) + 1) {
      labels[count++] = offset;
    }
    byte[] key = new byte[MOST];
    int length = 0;
    for (int i = count - 1; i >= 0; i--) {
      int end = labels[i] + 1 + (name[labels[i]] & 0xff);
      for (int offset = labels[i] + 1; offset < end; offset++) {
        if (name[offset] == 0 || name[offset] == 1) {
          key[length++] = 1;
          key[length++] = (byte) (name[offset] + 1);
        } else {
          key[length++] = name[offset];
        }
      }
      key[length++] = 0;
    }
    return Arrays.copyOf(key, length);
  }

  static int compare(byte[] a, byte[] b) {
    return Arrays.compareUnsigned(a, b);
  }
}
