package dev.nodens.golang.expr;

import static dev.nodens.golang.expr.Evaluator.text;

import dev.nodens.corefile.GoSyntax;
import dev.nodens.golang.time.GoLocation;
import dev.nodens.golang.time.GoTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The built-in functions that make dates, durations and time zones.
final class TimeFunctions {
  private static final Set<String> NAMES = Set.of("now", "date", "duration", "timezone");

  /// What a date looks like if nobody says.
  private static final List<String> LAYOUTS =
      List.of(
          "2006-01-02",
          "15:04:05",
          "2006-01-02 15:04:05",
          "2006-01-02T15:04:05Z07:00",
          "02 Jan 06 15:04 MST",
          "Monday, 02-Jan-06 15:04:05 MST",
          "Mon, 02 Jan 2006 15:04:05 MST");

  private TimeFunctions() {}

  static boolean exists(String name) {
    return NAMES.contains(name);
  }

  /// Whether it looks at the number of its arguments only, and at whether a time zone is the first.
  static boolean isLenient(String name) {
    return name.equals("now") || name.equals("date");
  }

  /// What is wrong with the arguments of a lenient function; empty if nothing is.
  static String wrong(String name, List<Type> arguments) {
    int count = arguments.size();
    boolean zone = count > 0 && arguments.getFirst() == Type.LOCATION;
    if (name.equals("now")) {
      return count == 0 || count == 1 && zone
          ? ""
          : "invalid number of arguments (expected 0, got " + count + ")";
    }
    if (count == 0) {
      return "invalid number of arguments (expected at least 1, got 0)";
    }
    int rest = zone ? count - 1 : count;
    return rest > 3 ? "invalid number of arguments (expected at most 3, got " + rest + ")" : "";
  }

  static Object call(String name, List<@Nullable Object> arguments, Instant now) {
    try {
      return switch (name) {
        case "now" ->
            new GoTime(
                now,
                arguments.isEmpty()
                    ? GoLocation.local()
                    : TimeMethods.location(arguments.getFirst()));
        case "duration" -> GoSyntax.duration(text(arguments.getFirst()));
        case "timezone" -> GoLocation.load(text(arguments.getFirst()));
        default -> date(arguments);
      };
    } catch (IllegalArgumentException e) {
      throw new EvaluationException(String.valueOf(e.getMessage()));
    }
  }

  private static GoTime date(List<@Nullable Object> arguments) {
    boolean zoned = arguments.getFirst() instanceof GoLocation;
    List<@Nullable Object> texts = zoned ? arguments.subList(1, arguments.size()) : arguments;
    if (texts.isEmpty()) {
      throw new EvaluationException("there is no date to read");
    }
    GoLocation otherwise = GoLocation.UTC;
    GoLocation known = GoLocation.local();
    if (texts.size() == 3) {
      otherwise = GoLocation.load(text(texts.get(2)));
      known = otherwise;
    } else if (arguments.getFirst() instanceof GoLocation location) {
      otherwise = location;
      known = location;
    }
    String text = text(texts.getFirst());
    if (texts.size() > 1) {
      return GoTime.parse(text(texts.get(1)), text, otherwise, known);
    }
    for (String layout : LAYOUTS) {
      @Nullable GoTime time = read(layout, text, otherwise, known);
      if (time != null) {
        return time;
      }
    }
    throw new EvaluationException("invalid date " + text);
  }

  private static @Nullable GoTime read(
      String layout, String text, GoLocation otherwise, GoLocation known) {
    try {
      return GoTime.parse(layout, text, otherwise, known);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// `a * b` of which one at least is a duration. With a fraction it is a number, as in Go.
  static Object product(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Double || right instanceof Double) {
      return amount(left) * amount(right);
    }
    return Duration.ofNanos(nanos(left) * nanos(right));
  }

  private static double amount(@Nullable Object value) {
    return value instanceof Duration duration ? duration.toNanos() : Evaluator.number(value);
  }

  private static long nanos(@Nullable Object value) {
    return value instanceof Duration duration ? duration.toNanos() : Evaluator.integer(value);
  }

  /// `a + b` or `a - b` with a time or a duration on the left; null if there is no such thing.
  static @Nullable Object sum(boolean minus, Object left, @Nullable Object right) {
    if (left instanceof GoTime time && right instanceof Duration duration) {
      return time.plus(minus ? duration.negated() : duration);
    }
    if (left instanceof GoTime time && right instanceof GoTime other && minus) {
      return time.since(other);
    }
    if (left instanceof Duration duration && right instanceof GoTime time && !minus) {
      return time.plus(duration);
    }
    if (left instanceof Duration a && right instanceof Duration b) {
      return Duration.ofNanos(minus ? a.toNanos() - b.toNanos() : a.toNanos() + b.toNanos());
    }
    return null;
  }
}
