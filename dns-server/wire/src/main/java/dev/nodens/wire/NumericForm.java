package dev.nodens.wire;

/// Codes that have no mnemonic: a prefix and a decimal number, as `TYPE65280` (RFC 3597 §5).
final class NumericForm {
  private static final int MAX_CODE = 0xffff;
  private static final int MOST_DIGITS = 5;

  private NumericForm() {}

  /// The number behind `prefix`, 0 to 65535, or -1 if `text` is something else.
  static int parse(String prefix, String text) {
    int digits = text.length() - prefix.length();
    if (!text.startsWith(prefix) || digits < 1 || digits > MOST_DIGITS) {
      return -1;
    }
    int code = 0;
    for (int i = prefix.length(); i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      code = code * 10 + digit;
    }
    return code > MAX_CODE ? -1 : code;
  }
}
