package dev.nodens.golang.time;

/// What Go takes for the abbreviation of a time zone.
final class ZoneNames {
  private static final int MOST_HOURS = 23;

  private ZoneNames() {}

  /// How long the abbreviation is that `text` begins with; 0 if there is none. It is three capital
  /// letters; four or five if a `T` is the last; `GMT+3`; or `+03`.
  static int length(String text) {
    if (text.length() < 3) {
      return 0;
    }
    if (text.startsWith("ChST") || text.startsWith("MeST") || text.startsWith("WITA")) {
      return 4;
    }
    if (text.startsWith("GMT")) {
      return 3 + signed(text, 3);
    }
    if (text.charAt(0) == '+' || text.charAt(0) == '-') {
      return signed(text, 0);
    }
    int capitals = 0;
    while (capitals < text.length()
        && capitals < 6
        && text.charAt(capitals) >= 'A'
        && text.charAt(capitals) <= 'Z') {
      capitals++;
    }
    boolean ends = capitals > 3 && text.charAt(capitals - 1) == 'T';
    return capitals == 3 || ends && capitals < 6 ? capitals : 0;
  }

  /// The length of a sign and a number of hours; 0 if there is none.
  private static int signed(String text, int from) {
    if (from >= text.length() || text.charAt(from) != '+' && text.charAt(from) != '-') {
      return 0;
    }
    int end = from + 1;
    int hours = 0;
    while (end < text.length() && Character.isDigit(text.charAt(end)) && hours <= MOST_HOURS) {
      hours = 10 * hours + Character.digit(text.charAt(end), 10);
      end++;
    }
    return end == from + 1 || hours > MOST_HOURS ? 0 : end - from;
  }

  /// The hours of `GMT+3`; 0 for all others.
  static int hours(String name) {
    return name.startsWith("GMT") && name.length() > 3 ? Integer.parseInt(name.substring(3)) : 0;
  }
}
