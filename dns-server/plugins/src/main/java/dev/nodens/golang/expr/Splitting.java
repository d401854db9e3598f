package dev.nodens.golang.expr;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Texts cut at a separator, and pieces replaced, as Go's package `strings` does it. An empty
/// separator is at every character.
final class Splitting {
  private Splitting() {}

  /// @param most pieces, the last one with all that is left; any number if negative
  static List<@Nullable Object> split(String text, String separator, long most) {
    return pieces(text, separator, most, false);
  }

  /// The same with the separators at the ends of the pieces.
  static List<@Nullable Object> splitAfter(String text, String separator, long most) {
    return pieces(text, separator, most, true);
  }

  private static List<@Nullable Object> pieces(
      String text, String separator, long most, boolean keep) {
    var pieces = new ArrayList<@Nullable Object>();
    if (most == 0 || separator.isEmpty() && text.isEmpty()) {
      return pieces;
    }
    int from = 0;
    int end = next(text, separator, from);
    while (end >= 0 && (most < 0 || pieces.size() < most - 1)) {
      pieces.add(text.substring(from, keep ? end + separator.length() : end));
      from = end + separator.length();
      end = next(text, separator, from);
    }
    pieces.add(text.substring(from));
    return pieces;
  }

  /// Where the piece that begins at `from` ends; negative if it is the last one.
  private static int next(String text, String separator, int from) {
    if (!separator.isEmpty()) {
      return text.indexOf(separator, from);
    }
    int end = text.offsetByCodePoints(from, 1);
    return end < text.length() ? end : -1;
  }

  /// @param most places; all if negative
  static String replace(String text, String old, String with, long most) {
    if (most < 0) {
      return text.replace(old, with);
    }
    var result = new StringBuilder();
    int from = 0;
    for (long done = 0; done < most; done++) {
      int at =
          old.isEmpty() ? (done == 0 ? 0 : nextCharacter(text, from)) : text.indexOf(old, from);
      if (at < 0) {
        break;
      }
      result.append(text, from, at).append(with);
      from = at + old.length();
    }
    return result.append(text, from, text.length()).toString();
  }

  private static int nextCharacter(String text, int from) {
    return from < text.length() ? text.offsetByCodePoints(from, 1) : -1;
  }
}
