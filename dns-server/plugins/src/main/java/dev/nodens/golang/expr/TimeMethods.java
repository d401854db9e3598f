package dev.nodens.golang.expr;

import static dev.nodens.golang.expr.Evaluator.integer;
import static dev.nodens.golang.expr.Evaluator.text;

import dev.nodens.corefile.GoSyntax;
import dev.nodens.golang.time.GoLocation;
import dev.nodens.golang.time.GoTime;
import dev.nodens.golang.time.TimeNames;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Month;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The methods of dates and durations, and of what these give: Go's. Of a method with two results
/// the first one counts.
final class TimeMethods {
  private static final Map<String, Scope.Signature> OF_TIME =
      Map.ofEntries(
          of("Add", Type.TIME, Type.DURATION),
          of("AddDate", Type.TIME, Type.INT, Type.INT, Type.INT),
          of("After", Type.BOOL, Type.TIME),
          of("Before", Type.BOOL, Type.TIME),
          of("Compare", Type.INT, Type.TIME),
          of("Day", Type.INT),
          of("Equal", Type.BOOL, Type.TIME),
          of("Format", Type.STRING, Type.STRING),
          of("Hour", Type.INT),
          of("ISOWeek", Type.INT),
          of("In", Type.TIME, Type.LOCATION),
          of("IsDST", Type.BOOL),
          of("IsZero", Type.BOOL),
          of("Local", Type.TIME),
          of("Location", Type.LOCATION),
          of("Minute", Type.INT),
          of("Month", Type.MONTH),
          of("Nanosecond", Type.INT),
          of("Round", Type.TIME, Type.DURATION),
          of("Second", Type.INT),
          of("String", Type.STRING),
          of("Sub", Type.DURATION, Type.TIME),
          of("Truncate", Type.TIME, Type.DURATION),
          of("UTC", Type.TIME),
          of("Unix", Type.INT),
          of("UnixMicro", Type.INT),
          of("UnixMilli", Type.INT),
          of("UnixNano", Type.INT),
          of("Weekday", Type.WEEKDAY),
          of("Year", Type.INT),
          of("YearDay", Type.INT),
          of("Zone", Type.STRING));

  private static final Map<String, Scope.Signature> OF_DURATION =
      Map.ofEntries(
          of("Abs", Type.DURATION),
          of("Hours", Type.FLOAT),
          of("Microseconds", Type.INT),
          of("Milliseconds", Type.INT),
          of("Minutes", Type.FLOAT),
          of("Nanoseconds", Type.INT),
          of("Round", Type.DURATION, Type.DURATION),
          of("Seconds", Type.FLOAT),
          of("String", Type.STRING),
          of("Truncate", Type.DURATION, Type.DURATION));

  private static final Map<String, Scope.Signature> OF_NAMES =
      Map.ofEntries(of("String", Type.STRING));

  private TimeMethods() {}

  private static Map.Entry<String, Scope.Signature> of(
      String name, Type result, Type... parameters) {
    return Map.entry(name, new Scope.Signature(Arrays.asList(parameters), result));
  }

  /// What a method of a type takes and gives; null if it has no such method.
  static Scope.@Nullable Signature signature(Type type, String method) {
    return switch (type) {
      case TIME -> OF_TIME.get(method);
      case DURATION -> OF_DURATION.get(method);
      case LOCATION, MONTH, WEEKDAY -> OF_NAMES.get(method);
      default -> null;
    };
  }

  /// What is wrong with a call of a method that there is not.
  static String missing(Type type, String method) {
    if (type == Type.TIME && (method.equals("Clock") || method.equals("Date"))) {
      return "func " + method + " returns more then two values";
    }
    return type == Type.NIL
        ? "type nil has no field " + method
        : "type " + type + " has no method " + method;
  }

  /// What a value with methods is; [Type#ANY] for one without.
  private static Type type(@Nullable Object value) {
    return switch (value) {
      case GoTime _ -> Type.TIME;
      case Duration _ -> Type.DURATION;
      case GoLocation _ -> Type.LOCATION;
      case Month _ -> Type.MONTH;
      case DayOfWeek _ -> Type.WEEKDAY;
      case null, default -> Type.ANY;
    };
  }

  /// Such as `time.Duration`; null if the value is of no such type.
  static @Nullable String typeName(@Nullable Object value) {
    return switch (type(value)) {
      case TIME -> "time.Time";
      case DURATION -> "time.Duration";
      case MONTH -> "time.Month";
      case WEEKDAY -> "time.Weekday";
      case LOCATION -> "unknown";
      default -> null;
    };
  }

  static Object call(@Nullable Object of, String method, List<@Nullable Object> arguments) {
    Scope.@Nullable Signature signature = signature(type(of), method);
    if (of == null || signature == null || signature.parameters().size() != arguments.size()) {
      throw new EvaluationException("cannot call " + method + " of " + of);
    }
    if (method.equals("String")) {
      return show(of);
    }
    if (of instanceof GoTime time) {
      return arguments.isEmpty() ? part(time, method) : ofTime(time, method, arguments);
    }
    if (of instanceof Duration duration) {
      return ofDuration(duration, method, arguments);
    }
    throw new EvaluationException("cannot call " + method + " of " + of);
  }

  /// As Go prints it.
  static String show(Object value) {
    return switch (value) {
      case Duration duration -> GoSyntax.text(duration);
      case Month month -> TimeNames.of(month);
      case DayOfWeek day -> TimeNames.of(day);
      default -> value.toString();
    };
  }

  /// A number of its own kind as a plain number; null if it is none.
  static @Nullable Long number(@Nullable Object value) {
    return switch (value) {
      case Duration duration -> duration.toNanos();
      case Month month -> (long) month.getValue();
      case DayOfWeek day -> (long) day.getValue() % 7;
      case null, default -> null;
    };
  }

  private static Object part(GoTime time, String method) {
    return switch (method) {
      case "Day" -> (long) time.clock().getDayOfMonth();
      case "Hour" -> (long) time.clock().getHour();
      case "ISOWeek" -> (long) time.weekYear();
      case "IsDST" -> time.isSummer();
      case "IsZero" -> time.isZero();
      case "Local" -> time.in(GoLocation.local());
      case "Location" -> time.location();
      case "Minute" -> (long) time.clock().getMinute();
      case "Month" -> time.clock().getMonth();
      case "Nanosecond" -> (long) time.clock().get(ChronoField.NANO_OF_SECOND);
      case "Second" -> (long) time.clock().getSecond();
      case "UTC" -> time.in(GoLocation.UTC);
      case "Unix" -> time.instant().getEpochSecond();
      case "UnixMicro" ->
          time.instant().getEpochSecond() * 1_000_000
              + time.instant().get(ChronoField.MICRO_OF_SECOND);
      case "UnixMilli" -> time.instant().toEpochMilli();
      case "UnixNano" -> time.nanoseconds();
      case "Weekday" -> time.clock().getDayOfWeek();
      case "Year" -> (long) time.clock().getYear();
      case "YearDay" -> (long) time.clock().getDayOfYear();
      case "Zone" -> time.abbreviation();
      default -> throw new IllegalStateException(method);
    };
  }

  private static Object ofTime(GoTime time, String method, List<@Nullable Object> arguments) {
    @Nullable Object first = arguments.getFirst();
    return switch (method) {
      case "Add" -> time.plus(duration(first));
      case "AddDate" ->
          time.plusDate(integer(first), integer(arguments.get(1)), integer(arguments.get(2)));
      case "After" -> time.compareTo(time(first)) > 0;
      case "Before" -> time.compareTo(time(first)) < 0;
      case "Compare" -> (long) Integer.signum(time.compareTo(time(first)));
      case "Equal" -> time.isSame(time(first));
      case "Format" -> time.format(text(first));
      case "In" -> time.in(location(first));
      case "Round" -> time.rounded(duration(first), true);
      case "Sub" -> time.since(time(first));
      case "Truncate" -> time.rounded(duration(first), false);
      default -> throw new IllegalStateException(method);
    };
  }

  private static Object ofDuration(
      Duration duration, String method, List<@Nullable Object> arguments) {
    long nanos = duration.toNanos();
    return switch (method) {
      case "Abs" -> Duration.ofNanos(nanos == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(nanos));
      case "Hours" -> in(nanos, 3_600_000_000_000L);
      case "Minutes" -> in(nanos, 60_000_000_000L);
      case "Seconds" -> in(nanos, 1_000_000_000);
      case "Milliseconds" -> nanos / 1_000_000;
      case "Microseconds" -> nanos / 1000;
      case "Nanoseconds" -> nanos;
      case "Truncate" -> {
        long unit = duration(arguments.getFirst()).toNanos();
        yield Duration.ofNanos(unit > 0 ? nanos - nanos % unit : nanos);
      }
      case "Round" -> rounded(nanos, duration(arguments.getFirst()).toNanos());
      default -> throw new IllegalStateException(method);
    };
  }

  /// Whole units and the rest apart, as Go adds them.
  private static double in(long nanos, long unit) {
    long whole = nanos / unit;
    return whole + nanos % unit / (double) unit;
  }

  /// To the nearest multiple, halves away from zero.
  private static Duration rounded(long nanos, long unit) {
    if (unit <= 0) {
      return Duration.ofNanos(nanos);
    }
    long rest = Math.abs(nanos % unit);
    long away = rest >= unit - rest ? unit - rest : -rest;
    return Duration.ofNanos(nanos < 0 ? nanos - away : nanos + away);
  }

  private static GoTime time(@Nullable Object value) {
    if (value instanceof GoTime time) {
      return time;
    }
    throw new EvaluationException("interface conversion: " + value + " is not a time.Time");
  }

  private static Duration duration(@Nullable Object value) {
    if (value instanceof Duration duration) {
      return duration;
    }
    throw new EvaluationException("interface conversion: " + value + " is not a time.Duration");
  }

  static GoLocation location(@Nullable Object value) {
    if (value instanceof GoLocation location) {
      return location;
    }
    throw new EvaluationException("interface conversion: " + value + " is not a *time.Location");
  }
}
