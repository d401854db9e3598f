package dev.nodens.golang.time;

import java.time.LocalDateTime;
import java.time.temporal.ChronoField;

/// Writes a time in a layout.
final class TimeWriter {
  private TimeWriter() {}

  static String write(String layout, GoTime time) {
    var text = new StringBuilder();
    LocalDateTime clock = time.clock();
    for (Layout.Piece piece : Layout.pieces(layout)) {
      if (!piece.element()) {
        text.append(piece.text());
      } else if (piece.isFraction()) {
        fraction(text, piece.text(), clock.get(ChronoField.NANO_OF_SECOND));
      } else if (piece.text().equals("MST")) {
        String name = time.abbreviation();
        text.append(name.isEmpty() ? offset("-0700", time) : name);
      } else if (piece.text().charAt(0) == '-' || piece.text().charAt(0) == 'Z') {
        text.append(offset(piece.text(), time));
      } else {
        text.append(element(piece.text(), clock));
      }
    }
    return text.toString();
  }

  private static String element(String element, LocalDateTime clock) {
    int hour = clock.getHour() % 12 == 0 ? 12 : clock.getHour() % 12;
    return switch (element) {
      case "2006" -> pad(clock.getYear(), 4);
      case "06" -> pad(Math.abs(clock.getYear()) % 100, 2);
      case "January" -> TimeNames.of(clock.getMonth());
      case "Jan" -> TimeNames.of(clock.getMonth()).substring(0, 3);
      case "01" -> pad(clock.getMonthValue(), 2);
      case "1" -> pad(clock.getMonthValue(), 0);
      case "Monday" -> TimeNames.of(clock.getDayOfWeek());
      case "Mon" -> TimeNames.of(clock.getDayOfWeek()).substring(0, 3);
      case "02" -> pad(clock.getDayOfMonth(), 2);
      case "2" -> pad(clock.getDayOfMonth(), 0);
      case "_2" -> "%2d".formatted(clock.getDayOfMonth());
      case "002" -> pad(clock.getDayOfYear(), 3);
      case "__2" -> "%3d".formatted(clock.getDayOfYear());
      case "15" -> pad(clock.getHour(), 2);
      case "03" -> pad(hour, 2);
      case "3" -> pad(hour, 0);
      case "04" -> pad(clock.getMinute(), 2);
      case "4" -> pad(clock.getMinute(), 0);
      case "05" -> pad(clock.getSecond(), 2);
      case "5" -> pad(clock.getSecond(), 0);
      case "PM" -> clock.getHour() < 12 ? "AM" : "PM";
      default -> clock.getHour() < 12 ? "am" : "pm";
    };
  }

  private static String pad(int number, int width) {
    String digits = Integer.toString(Math.abs(number));
    return (number < 0 ? "-" : "") + "0".repeat(Math.max(0, width - digits.length())) + digits;
  }

  private static void fraction(StringBuilder text, String element, int nanos) {
    boolean trimmed = element.charAt(1) == '9';
    if (trimmed && nanos == 0) {
      return;
    }
    String digits = pad(nanos, 9).substring(0, Math.min(9, element.length() - 1));
    int end = digits.length();
    while (trimmed && end > 0 && digits.charAt(end - 1) == '0') {
      end--;
    }
    if (end > 0) {
      text.append(element.charAt(0)).append(digits, 0, end);
    }
  }

  /// `-07`, `-0700`, `-07:00`, `-070000` or `-07:00:00`; with `Z` in front, `Z` if it is zero.
  private static String offset(String element, GoTime time) {
    int seconds = time.offset().getTotalSeconds();
    if (element.charAt(0) == 'Z' && seconds == 0) {
      return "Z";
    }
    String colon = element.contains(":") ? ":" : "";
    int digits = element.replace(":", "").length() - 1;
    int rest = Math.abs(seconds);
    String text = (seconds / 60 < 0 ? "-" : "+") + pad(rest / 3600, 2);
    text += digits > 2 ? colon + pad(rest / 60 % 60, 2) : "";
    return text + (digits > 4 ? colon + pad(rest % 60, 2) : "");
  }
}
