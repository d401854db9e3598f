package dev.nodens.golang.time;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;

/// A moment and the time zone that it is told in, Go's `Time`. Two are equal if both are; that they
/// are the same moment says [#isSame].
public record GoTime(Instant instant, GoLocation location) implements Comparable<GoTime> {
  private static final Instant ZERO = Instant.parse("0001-01-01T00:00:00Z");
  private static final String PLAIN = "2006-01-02 15:04:05.999999999 -0700 MST";

  /// Reads `text` as `layout` says.
  ///
  /// @param otherwise the time zone if the text has none
  /// @param known whose abbreviations and offsets a text may have
  /// @throws IllegalArgumentException if it is none
  public static GoTime parse(String layout, String text, GoLocation otherwise, GoLocation known) {
    return new TimeReader(layout, text).read(otherwise, known);
  }

  /// The time as `layout` writes 2 January 2006, 15:04:05.
  public String format(String layout) {
    return TimeWriter.write(layout, this);
  }

  /// Date and time of the day there.
  public LocalDateTime clock() {
    return LocalDateTime.ofInstant(instant, offset());
  }

  ZoneOffset offset() {
    return location.id().getRules().getOffset(instant);
  }

  /// The same moment elsewhere.
  public GoTime in(GoLocation elsewhere) {
    return new GoTime(instant, elsewhere);
  }

  /// So much later.
  public GoTime plus(Duration duration) {
    return new GoTime(instant.plus(duration), location);
  }

  /// The same time of another day; days that a month does not have go over into the next one.
  public GoTime plusDate(long years, long months, long days) {
    LocalDateTime now = clock();
    LocalDate date =
        LocalDate.of(now.getYear(), now.getMonth(), 1)
            .plusYears(years)
            .plusMonths(months)
            .plusDays(now.getDayOfMonth() - 1 + days);
    return at(date.atTime(now.toLocalTime()), location);
  }

  /// What the clocks of `location` show as `clock`. Of two moments it is the first; of none, the
  /// one as far behind the change as `clock` is.
  static GoTime at(LocalDateTime clock, GoLocation location) {
    return new GoTime(clock.atZone(location.id()).toInstant(), location);
  }

  /// The time between, at most what 64 bits of nanoseconds hold.
  public Duration since(GoTime earlier) {
    Duration between = Duration.between(earlier.instant, instant);
    Duration most = Duration.ofNanos(Long.MAX_VALUE);
    Duration least = Duration.ofNanos(Long.MIN_VALUE);
    return between.compareTo(most) > 0 ? most : between.compareTo(least) < 0 ? least : between;
  }

  /// Without what is left when it is divided by `unit`, counted from the year 1; itself if `unit`
  /// is not positive.
  ///
  /// @param up whether to the nearest multiple, halves up, else downwards
  public GoTime rounded(Duration unit, boolean up) {
    if (!unit.isPositive()) {
      return this;
    }
    Duration since = Duration.between(ZERO, instant);
    Duration rest = since.minus(unit.multipliedBy(since.dividedBy(unit)));
    Duration below = rest.isNegative() ? rest.plus(unit) : rest;
    boolean more = up && below.multipliedBy(2).compareTo(unit) >= 0;
    return plus(more ? unit.minus(below) : below.negated());
  }

  /// The year that the week belongs to (ISO 8601).
  public int weekYear() {
    return clock().get(IsoFields.WEEK_BASED_YEAR);
  }

  /// Whether it is the first moment of the year 1, which stands for none.
  public boolean isZero() {
    return instant.equals(ZERO);
  }

  /// Whether clocks there are ahead for the summer.
  public boolean isSummer() {
    return location.isSummer(instant);
  }

  /// What clocks there call their time; empty if only the offset is known.
  public String abbreviation() {
    return location.abbreviation(instant);
  }

  /// Whether it is the same moment, in any time zone.
  public boolean isSame(GoTime other) {
    return instant.equals(other.instant);
  }

  /// Nanoseconds since 1970; they wrap around after 292 years.
  public long nanoseconds() {
    return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
  }

  /// As RFC 3339 writes it, with as much of the second as there is.
  public String toRfc3339() {
    OffsetDateTime time = instant.atOffset(offset());
    if (time.getYear() < 0 || time.getYear() > 9999) {
      throw new IllegalArgumentException("year outside of range [0,9999]");
    }
    return format("2006-01-02T15:04:05.999999999Z07:00");
  }

  @Override
  public int compareTo(GoTime other) {
    return instant.compareTo(other.instant);
  }

  @Override
  public String toString() {
    return format(PLAIN);
  }
}
