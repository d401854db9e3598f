package dev.nodens.core.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;

/// A log line as a JSON object (RFC 8259), in the order in which its members are added. Reused;
/// belongs to one thread.
public final class JsonLine {
  private static final String HEX = "0123456789abcdef";

  private final LineBuilder line = new LineBuilder();
  private boolean empty = true;

  /// Starts a line with `time`, `level` (`INFO`, `WARN`, `ERROR`, `DEBUG`) and `msg`.
  ///
  /// @param message UTF-8; its first `length` octets count
  public JsonLine begin(Instant time, String level, byte[] message, int length) {
    line.clear().ascii('{');
    empty = true;
    text("time", time.toString()).text("level", level);
    key("msg");
    string(message, length);
    return this;
  }

  /// The same with a message at hand.
  public JsonLine begin(Instant time, String level, String message) {
    byte[] octets = message.getBytes(UTF_8);
    return begin(time, level, octets, octets.length);
  }

  /// Adds a text.
  public JsonLine text(String key, String value) {
    byte[] octets = value.getBytes(UTF_8);
    key(key);
    string(octets, octets.length);
    return this;
  }

  /// Adds the text that `value` holds.
  public JsonLine text(String key, LineBuilder value) {
    key(key);
    string(value.octets(), value.length());
    return this;
  }

  /// Adds a whole number.
  public JsonLine number(String key, long value) {
    key(key);
    line.number(value);
    return this;
  }

  /// Adds a number of seconds.
  public JsonLine seconds(String key, long nanos) {
    key(key);
    line.seconds(nanos);
    return this;
  }

  /// Adds true or false.
  public JsonLine flag(String key, boolean value) {
    key(key);
    line.text(value ? "true" : "false");
    return this;
  }

  /// Adds null.
  public JsonLine none(String key) {
    key(key);
    line.text("null");
    return this;
  }

  /// Ends the line; what is returned is valid until the next one begins.
  public LineBuilder end() {
    return line.ascii('}').ascii('\n');
  }

  private void key(String key) {
    if (!empty) {
      line.ascii(',');
    }
    empty = false;
    line.ascii('"').text(key).ascii('"').ascii(':');
  }

  private void string(byte[] utf8, int length) {
    line.ascii('"');
    for (int i = 0; i < length; i++) {
      int octet = utf8[i] & 0xff;
      switch (octet) {
        case '"' -> line.ascii('\\').ascii('"');
        case '\\' -> line.ascii('\\').ascii('\\');
        case '\n' -> line.ascii('\\').ascii('n');
        case '\r' -> line.ascii('\\').ascii('r');
        case '\t' -> line.ascii('\\').ascii('t');
        default -> {
          if (octet < ' ') {
            line.text("\\u00").ascii(HEX.charAt(octet >>> 4)).ascii(HEX.charAt(octet & 0xf));
          } else {
            line.octet(octet);
          }
        }
      }
    }
    line.ascii('"');
  }
}
