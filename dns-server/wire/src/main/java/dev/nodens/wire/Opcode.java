package dev.nodens.wire;

import java.util.Locale;

/// Operation codes (IANA "DNS OpCodes").
public final class Opcode {
  public static final int QUERY = 0;
  public static final int IQUERY = 1;
  public static final int STATUS = 2;
  public static final int NOTIFY = 4;
  public static final int UPDATE = 5;

  private Opcode() {}

  /// The mnemonic of `code`, or `OPCODE<code>` for one without (RFC 3597 §5).
  public static String toText(int code) {
    return switch (code) {
      case QUERY -> "QUERY";
      case IQUERY -> "IQUERY";
      case STATUS -> "STATUS";
      case NOTIFY -> "NOTIFY";
      case UPDATE -> "UPDATE";
      default -> "OPCODE" + code;
    };
  }

  /// The code of a mnemonic in any letter case, or of the form `OPCODE<code>`; -1 if it is neither.
  public static int parse(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    int code = ofMnemonic(upper);
    return code >= 0 ? code : NumericForm.parse("OPCODE", upper);
  }

  /// The code of a mnemonic in upper case, or -1.
  public static int ofMnemonic(String text) {
    return switch (text) {
      case "QUERY" -> QUERY;
      case "IQUERY" -> IQUERY;
      case "STATUS" -> STATUS;
      case "NOTIFY" -> NOTIFY;
      case "UPDATE" -> UPDATE;
      default -> -1;
    };
  }
}
