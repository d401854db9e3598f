package dev.nodens.corefile;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads and writes values as Go's standard library does, because Corefiles are full of them and
/// users know its error texts. All failures are [IllegalArgumentException] with that text; put it
/// behind a position with [Cursor#error] or [Cursor#refusal].
public final class GoSyntax {

  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  /// So many digits of the largest unit still are a 64-bit number of nanoseconds.
  private static final int FEW_DIGITS = 6;

  private GoSyntax() {}

  /// A decimal whole number with or without sign, within 32 bits.
  public static int integer(String text) {
    String digits = text.startsWith("+") || text.startsWith("-") ? text.substring(1) : text;
    if (digits.isEmpty() || !digits.chars().allMatch(GoSyntax::isDigit)) {
      throw notNumber(text, "invalid syntax");
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw notNumber(text, "value out of range");
    }
  }

  /// A whole number without a sign in decimal, or with the prefix of another base (`0x`, `0o`, `0`,
  /// `0b`), of at most `bits` bits, up to 32.
  public static long unsigned(String text, int bits) {
    String lower = text.toLowerCase(Locale.ROOT);
    int base = 10;
    int prefix = 0;
    if (lower.startsWith("0") && lower.length() > 1) {
      char letter = lower.charAt(1);
      base = letter == 'x' ? 16 : letter == 'b' ? 2 : 8;
      prefix = letter == 'x' || letter == 'b' || letter == 'o' ? 2 : 1;
    }
    return unsigned(text, lower.substring(prefix).replace("_", ""), base, bits);
  }

  /// A whole number without a sign in decimal, of at most `bits` bits, up to 64; unsigned then.
  public static long decimal(String text, int bits) {
    return unsigned(text, text, 10, bits);
  }

  private static long unsigned(String text, String digits, int base, int bits) {
    BigInteger value;
    try {
      if (digits.isEmpty() || digits.startsWith("-") || digits.startsWith("+")) {
        throw new NumberFormatException(text);
      }
      value = new BigInteger(digits, base);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "strconv.ParseUint: parsing " + quote(text) + ": invalid syntax", e);
    }
    if (value.bitLength() > bits) {
      throw new IllegalArgumentException(
          "strconv.ParseUint: parsing " + quote(text) + ": value out of range");
    }
    return value.longValue();
  }

  private static IllegalArgumentException notNumber(String text, String why) {
    return new IllegalArgumentException("strconv.Atoi: parsing " + quote(text) + ": " + why);
  }

  /// A duration such as `300ms`, `-1.5h` or `2h45m`; a bare number needs a unit, but `0` does not.
  public static Duration duration(String text) {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return Duration.ZERO;
    }
    if (rest.isEmpty()) {
      throw notDuration(text);
    }
    Long simple = simpleNanos(rest);
    long value = simple == null ? nanos(text, rest) : simple;
    return Duration.ofNanos(negative ? -value : value);
  }

  /// A few digits and one unit, which almost all durations are; null for anything else.
  private static @Nullable Long simpleNanos(String text) {
    int digits = 0;
    while (digits < text.length() && isDigit(text.charAt(digits))) {
      digits++;
    }
    Long factor = NANOS.get(text.substring(digits));
    return digits == 0 || digits > FEW_DIGITS || factor == null
        ? null
        : factor * Integer.parseInt(text.substring(0, digits));
  }

  private static long nanos(String text, String unsigned) {
    String rest = unsigned;
    BigDecimal nanos = BigDecimal.ZERO;
    while (!rest.isEmpty()) {
      int number = span(rest, true);
      String digits = rest.substring(0, number);
      rest = rest.substring(number);
      if (!digits.chars().anyMatch(GoSyntax::isDigit)
          || digits.indexOf('.') != digits.lastIndexOf('.')) {
        throw notDuration(text);
      }
      String unit = rest.substring(0, span(rest, false));
      rest = rest.substring(unit.length());
      if (unit.isEmpty()) {
        throw new IllegalArgumentException("time: missing unit in duration " + quote(text));
      }
      Long factor = NANOS.get(unit);
      if (factor == null) {
        throw new IllegalArgumentException(
            "time: unknown unit " + quote(unit) + " in duration " + quote(text));
      }
      nanos = nanos.add(decimal(digits).multiply(BigDecimal.valueOf(factor)));
      if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
        throw notDuration(text);
      }
    }
    return nanos.setScale(0, RoundingMode.DOWN).longValueExact();
  }

  /// A duration, or a whole number of seconds; CoreDNS's own reading, with its own error text.
  public static Duration durationOrSeconds(String text) {
    String digits = text.startsWith("+") || text.startsWith("-") ? text.substring(1) : text;
    boolean seconds = !digits.isEmpty() && digits.chars().allMatch(GoSyntax::isDigit);
    String duration = seconds ? text + "s" : text;
    try {
      return duration(duration);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("failed to parse duration '" + duration + "'", e);
    }
  }

  /// Writes a duration as Go prints it: `0s`, `1.5ms`, `10s`, `1h0m0.5s`.
  public static String text(Duration duration) {
    long nanos = duration.toNanos();
    String sign = nanos < 0 ? "-" : "";
    BigDecimal all = BigDecimal.valueOf(nanos).abs();
    if (nanos == 0) {
      return "0s";
    }
    if (all.compareTo(BigDecimal.valueOf(1_000_000_000)) < 0) {
      int unit =
          all.compareTo(BigDecimal.valueOf(1_000_000)) >= 0 ? 6 : all.intValue() >= 1_000 ? 3 : 0;
      return sign + plain(all.movePointLeft(unit)) + (unit == 6 ? "ms" : unit == 3 ? "µs" : "ns");
    }
    long minutes = Math.abs(duration.toMinutes());
    String seconds = plain(all.movePointLeft(9).subtract(BigDecimal.valueOf(minutes * 60))) + "s";
    if (minutes == 0) {
      return sign + seconds;
    }
    String hours = minutes >= 60 ? minutes / 60 + "h" : "";
    return sign + hours + minutes % 60 + "m" + seconds;
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private static BigDecimal decimal(String digits) {
    String whole = digits.startsWith(".") ? "0" + digits : digits;
    return new BigDecimal(whole.endsWith(".") ? whole + "0" : whole);
  }

  private static int span(String text, boolean number) {
    int end = 0;
    while (end < text.length()
        && (text.charAt(end) == '.' || isDigit(text.charAt(end))) == number) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static IllegalArgumentException notDuration(String text) {
    return new IllegalArgumentException("time: invalid duration " + quote(text));
  }

  /// `text` in double quotes, with backslash escapes for quotes, backslashes and control
  /// characters.
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append("\\t");
            default -> {
              if (c < 0x20 || c == 0x7F) {
                quoted.append("\\x%02x".formatted(c));
              } else {
                quoted.appendCodePoint(c);
              }
            }
          }
        });
    return quoted.append('"').toString();
  }
}
