package dev.nodens.core.config;

import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import java.util.OptionalLong;

/// Reads `{ max_connections NUMBER; max_streams NUMBER }`, in CoreDNS's words. Only the first use
/// in a block counts; CoreDNS does not look at others.
public final class HttpLimitsParser {
  private static final int MOST_DIGITS = 18;

  private final Cursor cursor;
  private final long mostStreams;

  private HttpLimitsParser(Cursor cursor, long mostStreams) {
    this.cursor = cursor;
    this.mostStreams = mostStreams;
  }

  /// The limits that stand at `cursor`.
  ///
  /// @param mostStreams the largest number that `max_streams` may have
  public static HttpLimits parse(Cursor cursor, long mostStreams) {
    return new HttpLimitsParser(cursor, mostStreams).parse();
  }

  private HttpLimits parse() {
    OptionalLong connections = OptionalLong.empty();
    OptionalLong streams = OptionalLong.empty();
    boolean found = cursor.next();
    if (found) {
      cursor.noMoreArguments();
    }
    while (found && cursor.nextBlock()) {
      switch (cursor.value()) {
        case "max_connections" -> connections = number("max_connections", connections);
        case "max_streams" -> streams = number("max_streams", streams);
        default -> throw cursor.error("unknown property '" + cursor.value() + "'");
      }
    }
    return new HttpLimits(connections, streams);
  }

  private OptionalLong number(String option, OptionalLong before) {
    String text = cursor.onlyArgument();
    long value;
    try {
      value = integer(text);
    } catch (IllegalArgumentException e) {
      throw cursor.error("invalid " + option + " value '" + text + "': " + e.getMessage());
    }
    if (value < 0) {
      throw cursor.error(option + " must be a non-negative integer: " + value);
    }
    if (option.equals("max_streams") && value > mostStreams) {
      throw cursor.error("max_streams must not exceed " + mostStreams + ": " + value);
    }
    if (before.isPresent()) {
      throw cursor.error(option + " already defined for this server block");
    }
    return OptionalLong.of(value);
  }

  private static long integer(String text) {
    String digits = text.startsWith("+") || text.startsWith("-") ? text.substring(1) : text;
    boolean number =
        !digits.isEmpty()
            && digits.length() <= MOST_DIGITS
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? Long.parseLong(text) : GoSyntax.integer(text);
  }
}
