package dev.nodens.core.config;

import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Reads `{ max_connections NUMBER; max_streams NUMBER }` and the like, in CoreDNS's words. Only
/// the first use in a block counts; CoreDNS does not look at others.
public final class HttpLimitsParser {
  private static final int MOST_DIGITS = 18;
  private static final String CONNECTIONS = "max_connections";
  private static final String STREAMS = "max_streams";
  private static final String QUERIES = "worker_pool_size";

  private final Cursor cursor;
  private final Map<String, Long> numbers = new HashMap<>();

  private HttpLimitsParser(Cursor cursor) {
    this.cursor = cursor;
  }

  /// A property with the numbers that it may have.
  private record Property(String name, long least, long most) {}

  /// The limits of HTTP listeners that stand at `cursor`.
  ///
  /// @param mostStreams the largest number that `max_streams` may have
  public static HttpLimits parse(Cursor cursor, long mostStreams) {
    var parser = new HttpLimitsParser(cursor);
    parser.parse(
        List.of(
            new Property(CONNECTIONS, 0, Long.MAX_VALUE), new Property(STREAMS, 0, mostStreams)));
    return parser.http();
  }

  /// The limits of QUIC listeners that stand at `cursor`.
  public static QuicLimits parseQuic(Cursor cursor) {
    var parser = new HttpLimitsParser(cursor);
    parser.parse(
        List.of(
            new Property(CONNECTIONS, 0, Long.MAX_VALUE),
            new Property(STREAMS, 1, Long.MAX_VALUE),
            new Property(QUERIES, 1, Long.MAX_VALUE)));
    return new QuicLimits(parser.http(), parser.number(QUERIES));
  }

  private HttpLimits http() {
    return new HttpLimits(number(CONNECTIONS), number(STREAMS));
  }

  private OptionalLong number(String property) {
    Long number = numbers.get(property);
    return number == null ? OptionalLong.empty() : OptionalLong.of(number);
  }

  private void parse(List<Property> properties) {
    boolean found = cursor.next();
    if (found) {
      cursor.noMoreArguments();
    }
    while (found && cursor.nextBlock()) {
      String word = cursor.value();
      read(
          properties.stream()
              .filter(property -> property.name().equals(word))
              .findFirst()
              .orElseThrow(() -> cursor.error("unknown property '" + word + "'")));
    }
  }

  private void read(Property property) {
    String name = property.name();
    String text = cursor.onlyArgument();
    long value;
    try {
      value = integer(text);
    } catch (IllegalArgumentException e) {
      throw cursor.error("invalid " + name + " value '" + text + "': " + e.getMessage());
    }
    if (value < property.least()) {
      String sign = property.least() == 0 ? "non-negative" : "positive";
      throw cursor.error(name + " must be a " + sign + " integer: " + value);
    }
    if (value > property.most()) {
      throw cursor.error(name + " must not exceed " + property.most() + ": " + value);
    }
    if (numbers.put(name, value) != null) {
      throw cursor.error(name + " already defined for this server block");
    }
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
