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

  /// The code of a mnemonic in any letter case, or -1.
  public static int parse(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    return switch (upper) {
      case "QUERY" -> QUERY;
      case "IQUERY" -> IQUERY;
      case "STATUS" -> STATUS;
      case "NOTIFY" -> NOTIFY;
      case "UPDATE" -> UPDATE;
      default -> numeric(upper);
    };
  }

  private static int numeric(String text) {
    if (!text.startsWith("OPCODE") || text.length() > 11) {
      return -1;
    }
    int code = 0;
    for (int i = 6; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      code = code * 10 + digit;
    }
    return text.length() == 6 || code > 0xffff ? -1 : code;
  }
}
