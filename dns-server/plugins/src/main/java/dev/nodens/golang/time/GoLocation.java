package dev.nodens.golang.time;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;
import java.util.Locale;
import java.util.TimeZone;

/// A time zone, Go's `Location`.
///
/// @param name such as `Europe/Berlin`; of a fixed offset its abbreviation, which may be empty
public record GoLocation(String name, ZoneId id) {
  /// Universal time.
  public static final GoLocation UTC = new GoLocation("UTC", ZoneOffset.UTC);

  /// Looks in the JDK's database.
  ///
  /// @param name empty or `UTC` for universal time, `Local` for that of this machine
  /// @throws IllegalArgumentException in Go's words if there is no such time zone
  public static GoLocation load(String name) {
    if (name.isEmpty() || name.equals("UTC")) {
      return UTC;
    }
    if (name.equals("Local")) {
      return local();
    }
    if (name.contains("..") || name.startsWith("/") || name.startsWith("\\")) {
      throw new IllegalArgumentException("time: invalid location name");
    }
    if (!ZoneRulesProvider.getAvailableZoneIds().contains(name)) {
      throw new IllegalArgumentException("unknown time zone " + name);
    }
    return new GoLocation(name, ZoneId.of(name));
  }

  /// The time zone of this machine.
  public static GoLocation local() {
    ZoneId id = ZoneId.systemDefault();
    // Offset and name of universal time do not depend on what the machine calls it.
    return new GoLocation("Local", id.normalized().equals(ZoneOffset.UTC) ? ZoneOffset.UTC : id);
  }

  static GoLocation fixed(String abbreviation, ZoneOffset offset) {
    return new GoLocation(abbreviation, offset);
  }

  int offsetSeconds(Instant instant) {
    return id.getRules().getOffset(instant).getTotalSeconds();
  }

  boolean isSummer(Instant instant) {
    return id.getRules().isDaylightSavings(instant);
  }

  /// What clocks there call their time, such as `CEST`; empty if only the offset is known.
  String abbreviation(Instant instant) {
    if (id instanceof ZoneOffset) {
      return name.equals("Local") ? "UTC" : name;
    }
    return TimeZone.getTimeZone(id)
        .getDisplayName(isSummer(instant), TimeZone.SHORT, Locale.ENGLISH);
  }

  @Override
  public String toString() {
    return name;
  }
}
