package dev.nodens.plugin.kubernetes.table;

import dev.nodens.wire.WireName;

/// Domain names in text, as objects hold them: no escapes.
final class NameText {
  private NameText() {}

  /// Appends the wire form of `text`, root label included, letter case kept, to `row`. Appends
  /// nothing if it is no domain name or an IP address, which an external name must not be.
  static void append(Draft text, Draft row) {
    int end = text.length();
    if (end > 0 && text.bytes()[end - 1] == '.') {
      end--;
    }
    if (end == 0 || AddressText.parse(text.bytes(), 0, end, new byte[16]) != 0) {
      return;
    }
    int start = row.length();
    if (!labels(text.bytes(), end, row) || row.length() - start >= WireName.MAX_LENGTH) {
      row.length(start);
      return;
    }
    row.u8(0);
  }

  /// Appends `text` up to `end` as labels without the root's; false if one is empty or too long.
  static boolean labels(byte[] text, int end, Draft row) {
    int from = 0;
    for (int i = 0; i <= end; i++) {
      if (i == end || text[i] == '.') {
        int length = i - from;
        if (length == 0 || length > 63) {
          return false;
        }
        row.u8(length).octets(text, from, length);
        from = i + 1;
      }
    }
    return true;
  }
}
