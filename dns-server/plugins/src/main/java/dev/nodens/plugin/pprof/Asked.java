package dev.nodens.plugin.pprof;

import dev.nodens.core.port.HttpEndpoints.Request;
import java.time.Duration;
import java.util.Optional;

/// The parameters of a request. Like Go, it takes a `seconds` that is no number for none where the
/// profile is of a while by nature.
final class Asked {
  /// What is wrong.
  static final Duration WRONG = Duration.ofSeconds(-1);

  private final String query;

  Asked(Request request) {
    query = request.query();
  }

  /// How long to look; [#WRONG] if that is wrong.
  Duration duration(ProfileKind kind) {
    Duration usual = Duration.ofSeconds(kind.seconds());
    Optional<String> seconds = value("seconds");
    boolean lenient = kind == ProfileKind.PROFILE || kind == ProfileKind.TRACE;
    if (seconds.isEmpty()) {
      return usual;
    }
    double number = decimal(seconds.get());
    boolean right = number > 0 && (kind == ProfileKind.TRACE || number == Math.rint(number));
    if (right) {
      return Duration.ofMillis((long) Math.min(1000 * number, Integer.MAX_VALUE));
    }
    return lenient ? usual : WRONG;
  }

  /// A number; 0 if there is none.
  int number(String name) {
    return (int) value(name).map(Asked::decimal).orElse(0.0).doubleValue();
  }

  private static double decimal(String text) {
    boolean digits =
        !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.');
    try {
      return digits ? Double.parseDouble(text) : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private Optional<String> value(String name) {
    for (String pair : query.split("&")) {
      if (pair.startsWith(name + "=")) {
        return Optional.of(pair.substring(name.length() + 1));
      }
    }
    return Optional.empty();
  }
}
