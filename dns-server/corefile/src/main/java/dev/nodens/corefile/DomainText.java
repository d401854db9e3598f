package dev.nodens.corefile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.regex.Pattern;

/// Domain names in presentation form, as the Go DNS library judges and writes them.
public final class DomainText {

  /// RFC 1035 section 2.3.1, on absolute names.
  private static final Pattern PREFERRED =
      Pattern.compile("(([A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?)\\.)+");

  private static final int MAX_LABEL = 63;
  private static final int MAX_NAME = 256;

  private DomainText() {}

  /// Whether `text` can be a name: labels of 1 to 63 octets, not too long in all, `\.` and `\DDD`
  /// escapes understood. The empty text is none, `.` is one.
  public static boolean isName(String text) {
    if (text.isEmpty()) {
      return false;
    }
    byte[] name = absolute(text).getBytes(UTF_8);
    int length = 0;
    int label = 0;
    boolean dot = false;
    for (int i = 0; i < name.length; i++) {
      if (name[i] == '.') {
        boolean emptyLabel = dot || (i == 0 && name.length > 1);
        length += label + 1;
        if (emptyLabel || label > MAX_LABEL || length > MAX_NAME) {
          return false;
        }
        label = 0;
        dot = true;
        continue;
      }
      dot = false;
      label++;
      if (name[i] == '\\') {
        i += isDecimalEscape(name, i + 1) ? 3 : 1;
      }
    }
    return true;
  }

  private static boolean isDecimalEscape(byte[] name, int at) {
    if (at + 2 >= name.length) {
      return false;
    }
    for (int i = at; i < at + 3; i++) {
      if (name[i] < '0' || name[i] > '9') {
        return false;
      }
    }
    return true;
  }

  /// `name` with a dot at its end, unless it has one that is not escaped.
  public static String absolute(String name) {
    if (!name.endsWith(".")) {
      return name + ".";
    }
    int backslashes = 0;
    for (int i = name.length() - 2; i >= 0 && name.charAt(i) == '\\'; i--) {
      backslashes++;
    }
    return backslashes % 2 == 0 ? name : name + ".";
  }

  /// `name` absolute and in lower case.
  public static String normalized(String name) {
    return absolute(name).toLowerCase(Locale.ROOT);
  }

  /// Whether a zone (absolute, lower case) has the form that hosts may rely on; the root and
  /// reverse zones count as such.
  static boolean isPreferred(String zone) {
    return zone.equals(".") || ReverseZones.isReverse(zone) || PREFERRED.matcher(zone).matches();
  }
}
