package dev.nodens.golang.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.corefile.GoSyntax;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `printf` as in Go, for the verbs `v s d x X o b q t c f e g` with flags, width and precision.
final class Formatting {
  private Formatting() {}

  static String format(String format, List<@Nullable Object> arguments) {
    var text = new StringBuilder();
    int next = 0;
    for (int at = 0; at < format.length(); at++) {
      char c = format.charAt(at);
      if (c != '%') {
        text.append(c);
        continue;
      }
      int end = at + 1;
      while (end < format.length() && "+-# 0123456789.".indexOf(format.charAt(end)) >= 0) {
        end++;
      }
      if (end == format.length()) {
        return text.append("%!(NOVERB)").toString();
      }
      char verb = format.charAt(end);
      if (verb == '%') {
        text.append('%');
      } else if (next == arguments.size()) {
        text.append("%!").append(verb).append("(MISSING)");
      } else {
        text.append(one(format.substring(at + 1, end), verb, arguments.get(next++)));
      }
      at = end;
    }
    return next < arguments.size() ? text + "%!(EXTRA)" : text.toString();
  }

  private static String one(String options, char verb, @Nullable Object value) {
    int dot = options.indexOf('.');
    String flags = dot < 0 ? options : options.substring(0, dot);
    int precision = dot < 0 ? -1 : number(options.substring(dot + 1));
    boolean left = flags.contains("-");
    boolean zeros = flags.startsWith("0") || flags.startsWith("+0");
    int width = number(flags.replaceAll("^[-+# 0]*", ""));
    String text = body(verb, value, precision, flags);
    int missing = width - text.codePointCount(0, text.length());
    if (missing <= 0) {
      return text;
    }
    if (left) {
      return text + " ".repeat(missing);
    }
    boolean signed = zeros && text.startsWith("-");
    return (signed ? "-" : "")
        + (zeros ? "0" : " ").repeat(missing)
        + (signed ? text.substring(1) : text);
  }

  private static int number(String digits) {
    return digits.isEmpty() || digits.length() > 3 ? 0 : Integer.parseInt(digits);
  }

  private static String body(char verb, @Nullable Object value, int precision, String flags) {
    if (verb == 'v' || verb == 's') {
      return cut(Functions.show(value), precision);
    }
    @Nullable String text =
        switch (value) {
          case Long whole -> ofWhole(verb, whole, flags);
          case String characters -> ofText(verb, characters);
          case Double real -> ofReal(verb, real, precision < 0 ? 6 : precision);
          case Boolean bool when verb == 't' -> bool.toString();
          case null, default -> null;
        };
    return text == null ? "%!" + verb + "(" + Functions.show(value) + ")" : text;
  }

  private static @Nullable String ofWhole(char verb, long whole, String flags) {
    return switch (verb) {
      case 'd' -> (flags.contains("+") && whole >= 0 ? "+" : "") + whole;
      case 'x' -> (flags.contains("#") ? "0x" : "") + Long.toHexString(whole);
      case 'X' ->
          (flags.contains("#") ? "0X" : "") + Long.toHexString(whole).toUpperCase(Locale.ROOT);
      case 'o' -> Long.toOctalString(whole);
      case 'b' -> Long.toBinaryString(whole);
      case 'c' -> Character.toString((int) whole);
      default -> null;
    };
  }

  private static @Nullable String ofText(char verb, String text) {
    return switch (verb) {
      case 'x' -> HexFormat.of().formatHex(text.getBytes(UTF_8));
      case 'X' -> HexFormat.of().withUpperCase().formatHex(text.getBytes(UTF_8));
      case 'q' -> GoSyntax.quote(text);
      default -> null;
    };
  }

  private static @Nullable String ofReal(char verb, double real, int precision) {
    return switch (verb) {
      case 'f' -> String.format(Locale.ROOT, "%." + precision + "f", real);
      case 'e' -> String.format(Locale.ROOT, "%." + precision + "e", real);
      case 'g' -> Functions.show(real);
      default -> null;
    };
  }

  private static String cut(String text, int precision) {
    return precision < 0 || text.length() <= precision ? text : text.substring(0, precision);
  }
}
