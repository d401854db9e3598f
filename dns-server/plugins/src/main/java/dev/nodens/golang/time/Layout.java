package dev.nodens.golang.time;

import java.util.ArrayList;
import java.util.List;

/// A layout cut into its elements and the text between them. An element is written as Go's
/// reference time has it: `Monday, 2 January 2006, 15:04:05.000, -0700`.
final class Layout {
  /// Whatever begins with another one comes before it.
  private static final List<String> ELEMENTS =
      List.of(
          "January",
          "Jan",
          "Monday",
          "Mon",
          "MST",
          "01",
          "02",
          "03",
          "04",
          "05",
          "06",
          "002",
          "15",
          "1",
          "2006",
          "2",
          "_2",
          "__2",
          "3",
          "4",
          "5",
          "PM",
          "pm",
          "-07:00:00",
          "-070000",
          "-07:00",
          "-0700",
          "-07",
          "Z07:00:00",
          "Z070000",
          "Z07:00",
          "Z0700",
          "Z07");

  private Layout() {}

  /// One piece.
  ///
  /// @param element whether it stands for something, else it stands for itself
  record Piece(String text, boolean element) {
    /// Whether it is a fraction of a second: `.000`, or `.999` if what is zero at its end is left
    /// out.
    boolean isFraction() {
      return element && (text.charAt(0) == '.' || text.charAt(0) == ',');
    }
  }

  static List<Piece> pieces(String layout) {
    var pieces = new ArrayList<Piece>();
    int from = 0;
    int at = 0;
    while (at < layout.length()) {
      int length = element(layout, at);
      if (length == 0) {
        at++;
        continue;
      }
      if (at > from) {
        pieces.add(new Piece(layout.substring(from, at), false));
      }
      pieces.add(new Piece(layout.substring(at, at + length), true));
      at += length;
      from = at;
    }
    if (from < layout.length()) {
      pieces.add(new Piece(layout.substring(from), false));
    }
    return pieces;
  }

  /// The length of the element at `at`; 0 if there is none.
  private static int element(String layout, int at) {
    char first = layout.charAt(at);
    if (first == '.' || first == ',') {
      return fraction(layout, at);
    }
    // `_2006` is a line and a year.
    if (layout.startsWith("_2006", at)) {
      return 0;
    }
    for (String element : ELEMENTS) {
      if (layout.startsWith(element, at)) {
        boolean word = element.equals("Jan") || element.equals("Mon");
        return word && isLower(layout, at + 3) ? 0 : element.length();
      }
    }
    return 0;
  }

  private static boolean isLower(String layout, int at) {
    return at < layout.length() && layout.charAt(at) >= 'a' && layout.charAt(at) <= 'z';
  }

  private static int fraction(String layout, int at) {
    int end = at + 1;
    char digit = end < layout.length() ? layout.charAt(end) : 0;
    if (digit != '0' && digit != '9') {
      return 0;
    }
    while (end < layout.length() && layout.charAt(end) == digit) {
      end++;
    }
    boolean more = end < layout.length() && Character.isDigit(layout.charAt(end));
    return more ? 0 : end - at;
  }
}
