package dev.nodens.golang.time;

import dev.nodens.golang.time.Layout.Piece;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a time in a layout, by the rules of Go's `time.ParseInLocation`: numbers may be shorter
/// than the layout's unless that has zeros, words may have any letter case, a fraction of a second
/// may follow the seconds anyway. One object for one text.
final class TimeReader {
  private static final int NONE = -1;

  private final List<Piece> pieces;
  private final String layout;
  private final String whole;
  private String rest;
  private int year;
  private int month = NONE;
  private int day = NONE;
  private int dayOfYear = NONE;
  private int hour;
  private int minute;
  private int second;
  private int nanos;
  private @Nullable Boolean afternoon;
  private @Nullable ZoneOffset offset;
  private boolean universal;
  private String zoneName = "";

  TimeReader(String layout, String text) {
    this.layout = layout;
    this.pieces = Layout.pieces(layout);
    this.whole = text;
    this.rest = text;
  }

  GoTime read(GoLocation otherwise, GoLocation known) {
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      if (!piece.element()) {
        literal(piece.text());
      } else if (piece.isFraction()) {
        fraction(piece.text());
      } else {
        element(piece.text());
        boolean seconds = piece.text().equals("05") || piece.text().equals("5");
        if (seconds && (i + 1 == pieces.size() || !pieces.get(i + 1).isFraction())) {
          fraction(".9");
        }
      }
    }
    if (!rest.isEmpty()) {
      throw wrong(": extra text: \"" + rest + "\"");
    }
    return at(clock(), otherwise, known);
  }

  private IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException(
        "parsing time \"" + whole + "\" as \"" + layout + "\"" + why);
  }

  private IllegalArgumentException outOfRange(String what) {
    return wrong(": " + what + " out of range");
  }

  private String take(int count) {
    if (rest.length() < count) {
      throw wrong(": cannot parse \"" + rest + "\"");
    }
    String taken = rest.substring(0, count);
    rest = rest.substring(count);
    return taken;
  }

  /// Any number of spaces stands for any number of spaces.
  private void literal(String text) {
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) == ' ') {
        if (!rest.isEmpty() && rest.charAt(0) != ' ') {
          throw wrong(": cannot parse \"" + rest + "\" as \"" + text + "\"");
        }
        while (at < text.length() && text.charAt(at) == ' ') {
          at++;
        }
        rest = rest.replaceFirst("^ +", "");
      } else if (!rest.isEmpty() && rest.charAt(0) == text.charAt(at)) {
        rest = rest.substring(1);
        at++;
      } else {
        throw wrong(": cannot parse \"" + rest + "\" as \"" + text + "\"");
      }
    }
  }

  private boolean isDigit(int at) {
    return at < rest.length() && rest.charAt(at) >= '0' && rest.charAt(at) <= '9';
  }

  /// Digits, at most `most` of them.
  private int number(int least, int most) {
    int count = 0;
    while (count < most && isDigit(count)) {
      count++;
    }
    if (count < least) {
      throw wrong(": cannot parse \"" + rest + "\"");
    }
    return Integer.parseInt(take(count));
  }

  private int number(int least, int most, int lowest, int highest, String what) {
    int number = number(least, most);
    if (number < lowest || number > highest) {
      throw outOfRange(what);
    }
    return number;
  }

  /// The place of one of `names` that the text begins with, in any letter case.
  private int word(List<String> names, int length) {
    for (String name : names) {
      String wanted = length > 0 ? name.substring(0, length) : name;
      if (rest.regionMatches(true, 0, wanted, 0, wanted.length())) {
        take(wanted.length());
        return names.indexOf(name);
      }
    }
    throw wrong(": cannot parse \"" + rest + "\"");
  }

  private void skipSpaces(int most) {
    for (int i = 0; i < most && rest.startsWith(" "); i++) {
      take(1);
    }
  }

  private void element(String element) {
    switch (element) {
      case "2006" -> year = number(4, 4);
      case "06" -> {
        int short2 = number(2, 2);
        year = short2 + (short2 >= 69 ? 1900 : 2000);
      }
      case "January" -> month = word(TimeNames.MONTHS, 0) + 1;
      case "Jan" -> month = word(TimeNames.MONTHS, 3) + 1;
      case "01" -> month = number(2, 2, 1, 12, "month");
      case "1" -> month = number(1, 2, 1, 12, "month");
      case "Monday" -> word(TimeNames.DAYS, 0);
      case "Mon" -> word(TimeNames.DAYS, 3);
      case "02" -> day = number(2, 2);
      case "2" -> day = number(1, 2);
      case "_2" -> {
        skipSpaces(1);
        day = number(1, 2);
      }
      case "002" -> dayOfYear = number(3, 3);
      case "__2" -> {
        skipSpaces(2);
        dayOfYear = number(1, 3);
      }
      case "15" -> hour = number(1, 2, 0, 23, "hour");
      case "03" -> hour = number(2, 2, 0, 12, "hour");
      case "3" -> hour = number(1, 2, 0, 12, "hour");
      case "04" -> minute = number(2, 2, 0, 59, "minute");
      case "4" -> minute = number(1, 2, 0, 59, "minute");
      case "05" -> second = number(2, 2, 0, 59, "second");
      case "5" -> second = number(1, 2, 0, 59, "second");
      case "PM", "pm" -> half(element);
      case "MST" -> zone();
      default -> offset(element);
    }
  }

  private void half(String element) {
    String word = take(2);
    boolean late = word.equals(element);
    if (!late && !word.equals(element.replace('P', 'A').replace('p', 'a'))) {
      throw wrong(": cannot parse \"" + word + rest + "\" as \"" + element + "\"");
    }
    afternoon = late;
  }

  /// `.000` has as many digits as that; `.999` any number, or is not there at all.
  private void fraction(String element) {
    boolean there = (rest.startsWith(".") || rest.startsWith(",")) && isDigit(1);
    boolean fixed = element.charAt(1) == '0';
    if (!there && !fixed) {
      return;
    }
    int count = fixed ? element.length() - 1 : 0;
    while (!fixed && isDigit(count + 1)) {
      count++;
    }
    String digits = take(count + 1).substring(1);
    if (!there || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw wrong(": cannot parse \"" + digits + rest + "\" as \"" + element + "\"");
    }
    nanos = Integer.parseInt((digits + "000000000").substring(0, 9));
  }

  private void zone() {
    if (rest.startsWith("UTC")) {
      take(3);
      universal = true;
      return;
    }
    int length = ZoneNames.length(rest);
    if (length == 0) {
      throw wrong(": cannot parse \"" + rest + "\" as \"MST\"");
    }
    zoneName = take(length);
  }

  private void offset(String element) {
    if (element.charAt(0) == 'Z' && rest.startsWith("Z")) {
      take(1);
      universal = true;
      return;
    }
    boolean colons = element.contains(":");
    int digits = element.replace(":", "").length() - 1;
    String sign = take(1);
    int hours = number(2, 2, 0, 24, "time zone offset hour");
    int minutes = digits > 2 ? part(colons, 60, "time zone offset minute") : 0;
    int seconds = digits > 4 ? part(colons, 60, "time zone offset second") : 0;
    if (!sign.equals("+") && !sign.equals("-")) {
      throw wrong(": cannot parse \"" + sign + "\" as \"" + element + "\"");
    }
    int all = (hours * 60 + minutes) * 60 + seconds;
    offset = fixed(sign.equals("-") ? -all : all);
  }

  private int part(boolean colon, int highest, String what) {
    if (colon && !take(1).equals(":")) {
      throw wrong(": cannot parse \"" + rest + "\"");
    }
    return number(2, 2, 0, highest, what);
  }

  private ZoneOffset fixed(int seconds) {
    try {
      return ZoneOffset.ofTotalSeconds(seconds);
    } catch (DateTimeException e) {
      throw outOfRange("time zone offset hour");
    }
  }

  private LocalDateTime clock() {
    int of24 = hour;
    if (afternoon != null) {
      of24 = afternoon ? hour < 12 ? hour + 12 : hour : hour == 12 ? 0 : hour;
    }
    try {
      return LocalDateTime.of(date(), LocalTime.of(of24, minute, second, nanos));
    } catch (DateTimeException e) {
      throw outOfRange("day");
    }
  }

  private LocalDate date() {
    if (dayOfYear == NONE) {
      return LocalDate.of(year, month == NONE ? 1 : month, day == NONE ? 1 : day);
    }
    if (dayOfYear < 1 || dayOfYear > Year.of(year).length()) {
      throw outOfRange("day-of-year");
    }
    LocalDate date = LocalDate.ofYearDay(year, dayOfYear);
    if (month != NONE && month != date.getMonthValue()) {
      throw wrong(": day-of-year does not match month");
    }
    if (day != NONE && day != date.getDayOfMonth()) {
      throw wrong(": day-of-year does not match day");
    }
    return date;
  }

  private GoTime at(LocalDateTime clock, GoLocation otherwise, GoLocation known) {
    if (universal) {
      return GoTime.at(clock, GoLocation.UTC);
    }
    if (offset != null) {
      var time = new GoTime(clock.toInstant(offset), GoLocation.fixed(zoneName, offset));
      GoTime there = time.in(known);
      boolean named = zoneName.isEmpty() || zoneName.equals(there.abbreviation());
      return named && there.offset().equals(offset) ? there : time;
    }
    if (zoneName.isEmpty()) {
      return GoTime.at(clock, otherwise);
    }
    GoTime there = GoTime.at(clock, known);
    if (there.abbreviation().equals(zoneName)) {
      return there;
    }
    // Nothing is known of the abbreviation, so its time is taken for universal time.
    int hours = ZoneNames.hours(zoneName);
    return new GoTime(
        clock.toInstant(ZoneOffset.UTC), GoLocation.fixed(zoneName, fixed(hours * 3600)));
  }
}
