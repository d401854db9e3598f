package dev.nodens.plugin.trace;

import dev.nodens.core.port.RequestHeaders;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a client over HTTP says of the trace that its request is part of, in Zipkin's headers
/// (openzipkin/b3-propagation). What cannot be read counts as not said.
///
/// @param high upper half of the trace's identifier
/// @param low lower half of the trace's identifier
/// @param spanId the client's span, 0 for none
/// @param parentId what the client's span is a part of, 0 for none
/// @param sampled false if the client wants no spans of this trace
record B3(long high, long low, long spanId, long parentId, boolean sampled) {
  /// Nothing said.
  static final B3 NONE = new B3(0, 0, 0, 0, true);

  private static final int HALF = 16;
  private static final int WHOLE = 32;

  static B3 read(RequestHeaders headers) {
    try {
      String single = headers.header("b3");
      return single == null ? several(headers) : single(single);
    } catch (NumberFormatException e) {
      return NONE;
    }
  }

  private static B3 several(RequestHeaders headers) {
    boolean debug = "1".equals(headers.header("x-b3-flags"));
    boolean sampled = debug || isSampled(headers.header("x-b3-sampled"));
    String trace = headers.header("x-b3-traceid");
    String span = headers.header("x-b3-spanid");
    if (trace == null || span == null) {
      return trace == null && span == null ? new B3(0, 0, 0, 0, sampled) : NONE;
    }
    String parent = headers.header("x-b3-parentspanid");
    return of(trace, span, parent, sampled);
  }

  /// `TRACE-SPAN-SAMPLED-PARENT`, of which the last two may be missing, or `SAMPLED` alone.
  private static B3 single(String text) {
    String[] parts = text.split("-", -1);
    if (parts.length == 1) {
      return new B3(0, 0, 0, 0, isSampled(parts[0]));
    }
    if (parts.length > 4) {
      throw new NumberFormatException(text);
    }
    boolean sampled = parts.length < 3 || parts[2].equals("d") || isSampled(parts[2]);
    return of(parts[0], parts[1], parts.length < 4 ? null : parts[3], sampled);
  }

  private static B3 of(String trace, String span, @Nullable String parent, boolean sampled) {
    if (trace.length() > WHOLE) {
      throw new NumberFormatException(trace);
    }
    int middle = Math.max(0, trace.length() - HALF);
    long high = middle == 0 ? 0 : number(trace.substring(0, middle));
    long above = parent == null ? 0 : number(parent);
    return new B3(high, number(trace.substring(middle)), number(span), above, sampled);
  }

  private static long number(String hex) {
    if (hex.startsWith("+") || hex.startsWith("-")) {
      throw new NumberFormatException(hex);
    }
    return Long.parseUnsignedLong(hex, 16);
  }

  private static boolean isSampled(@Nullable String text) {
    return switch (text == null ? "" : text.toLowerCase(Locale.ROOT)) {
      case "0", "false" -> false;
      case "", "1", "true", "d" -> true;
      default -> throw new NumberFormatException(text);
    };
  }
}
