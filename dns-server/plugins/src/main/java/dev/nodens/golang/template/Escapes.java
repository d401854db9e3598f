package dev.nodens.golang.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/// Text made harmless for another language, as text/template does it.
final class Escapes {
  private Escapes() {}

  static String html(String text) {
    var escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case 0 -> escaped.append('\uFFFD');
        case '"' -> escaped.append("&#34;");
        case '\'' -> escaped.append("&#39;");
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  static String js(String text) {
    var escaped = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '\\', '\'', '"' -> escaped.append('\\').appendCodePoint(c);
            default -> {
              if (c < ' ' || "<>&=".indexOf(c) >= 0 || c > '~' && !isPrinted(c)) {
                escaped.append("\\u%04X".formatted(c));
              } else {
                escaped.appendCodePoint(c);
              }
            }
          }
        });
    return escaped.toString();
  }

  /// Letters, marks, numbers, punctuation and symbols, as Go's `unicode.IsPrint`.
  private static boolean isPrinted(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /// Java's encoder leaves the star and takes the tilde, where Go does the opposite.
  static String query(String text) {
    return URLEncoder.encode(text, UTF_8).replace("*", "%2A").replace("%7E", "~");
  }
}
