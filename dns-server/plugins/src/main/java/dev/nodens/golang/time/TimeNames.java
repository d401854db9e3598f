package dev.nodens.golang.time;

import java.time.DayOfWeek;
import java.time.Month;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The English names of months and days.
public final class TimeNames {
  static final List<String> MONTHS = Arrays.stream(Month.values()).map(TimeNames::of).toList();
  static final List<String> DAYS = Arrays.stream(DayOfWeek.values()).map(TimeNames::of).toList();

  private TimeNames() {}

  /// Such as `August` for a month, or `Saturday` for a day of the week.
  public static String of(Enum<?> constant) {
    String name = constant.name();
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }
}
