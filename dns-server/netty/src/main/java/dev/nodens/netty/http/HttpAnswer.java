package dev.nodens.netty.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A whole HTTP response, for either version of the protocol.
///
/// @param status status code
/// @param headers names (lower case) and values, in turns
/// @param body may be empty
/// @param trailers as `headers`; empty for none. HTTP/2 only
record HttpAnswer(int status, List<String> headers, byte[] body, List<String> trailers)
    implements Dialect.Reading {
  static final int OK = 200;

  /// A line of text, with the headers that Go's `http.Error` gives it.
  static HttpAnswer text(int status, String line) {
    return new HttpAnswer(
        status,
        List.of("content-type", "text/plain; charset=utf-8", "x-content-type-options", "nosniff"),
        (line + "\n").getBytes(StandardCharsets.US_ASCII),
        List.of());
  }
}
