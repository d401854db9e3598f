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
  private static final int MAX_NAME = 255;

  private DomainText() {}

  /// Whether `text` can be a name: labels of 1 to 63 octets, at most 255 octets in all, `\.` and
  /// `\DDD` escapes understood. The empty text is none, `.` is one.
  public static boolean isName(String text) {
    if (text.isEmpty()) {
      return false;
    }
    byte[] name = absolute(text).getBytes(UTF_8);
    int length = 1;
    int label = 0;
    boolean dot = false;
    for (int i = 0; i < name.length; i++) {
      if (name[i] == '.') {
        boolean emptyLabel = dot || (i == 0 && name.length > 1);
        length += label == 0 ? 0 : label + 1;
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
        int escape = escapeLength(name, i + 1);
        if (escape < 0) {
          return false;
        }
        i += escape;
      }
    }
    return true;
  }

  /// Octets behind a backslash that belong to it: 1, 3 for `DDD`, or -1 for digits that are no
  /// octet.
  private static int escapeLength(byte[] name, int at) {
    if (at >= name.length || !isDigit(name[at])) {
      return at < name.length && name[at] < 0 ? -1 : 1;
    }
    if (at + 2 >= name.length || !isDigit(name[at + 1]) || !isDigit(name[at + 2])) {
      return -1;
    }
    int octet = (name[at] - '0') * 100 + (name[at + 1] - '0') * 10 + name[at + 2] - '0';
    return octet > 255 ? -1 : 3;
  }

  private static boolean isDigit(byte octet) {
    return octet >= '0' && octet <= '9';
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

  /// `name` absolute, in lower case, and with octets beyond ASCII as `\DDD`.
  public static String normalized(String name) {
    String lower = absolute(name).toLowerCase(Locale.ROOT);
    if (lower.chars().allMatch(c -> c < 0x80)) {
      return lower;
    }
    StringBuilder escaped = new StringBuilder();
    for (byte octet : lower.getBytes(UTF_8)) {
      if (octet < 0) {
        escaped.append('\\').append(octet & 0xFF);
      } else {
        escaped.append((char) octet);
      }
    }
    return escaped.toString();
  }

  /// Whether a zone (absolute, lower case) has the form that hosts may rely on; the root and
  /// reverse zones count as such.
  static boolean isPreferred(String zone) {
    return zone.equals(".") || ReverseZones.isReverse(zone) || PREFERRED.matcher(zone).matches();
  }
}
