package dev.nodens.wire;

import java.util.Locale;

/// Record classes (RFC 1035 §3.2.4, RFC 2136 §1.3).
public final class RrClass {
  public static final int IN = 1;
  public static final int CS = 2;
  public static final int CH = 3;
  public static final int HS = 4;
  public static final int NONE = 254;
  public static final int ANY = 255;

  private RrClass() {}

  /// The mnemonic of `code`, or `CLASS<code>` for one without (RFC 3597 §5).
  public static String toText(int code) {
    return switch (code) {
      case IN -> "IN";
      case CS -> "CS";
      case CH -> "CH";
      case HS -> "HS";
      case NONE -> "NONE";
      case ANY -> "ANY";
      default -> "CLASS" + code;
    };
  }

  /// The code of a mnemonic in any letter case, or -1.
  public static int parse(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    return switch (upper) {
      case "IN" -> IN;
      case "CS" -> CS;
      case "CH" -> CH;
      case "HS" -> HS;
      case "NONE" -> NONE;
      case "ANY" -> ANY;
      default -> numeric(upper);
    };
  }

  private static int numeric(String text) {
    if (!text.startsWith("CLASS") || text.length() > 10) {
      return -1;
    }
    int code = 0;
    for (int i = 5; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      code = code * 10 + digit;
    }
    return text.length() == 5 || code > 0xffff ? -1 : code;
  }
}
