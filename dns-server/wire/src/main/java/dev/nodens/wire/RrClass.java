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

  /// The code of a mnemonic in any letter case, or of the form `CLASS<code>`; -1 if it is neither.
  public static int parse(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    int code = ofMnemonic(upper);
    return code >= 0 ? code : NumericForm.parse("CLASS", upper);
  }

  /// The code of a mnemonic in upper case, or -1.
  public static int ofMnemonic(String text) {
    return switch (text) {
      case "IN" -> IN;
      case "CS" -> CS;
      case "CH" -> CH;
      case "HS" -> HS;
      case "NONE" -> NONE;
      case "ANY" -> ANY;
      default -> -1;
    };
  }
}
