package dev.nodens.plugin.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/// A log format cut into literal text and fields. Braces that name no field stay as they are.
final class LineFormat {
  private LineFormat() {}

  /// A piece of a line.
  sealed interface Part {}

  /// Text that is the same on every line, in UTF-8.
  record Literal(byte[] text) implements Part {}

  /// What a plugin knows of the query, by its label.
  record Label(String label) implements Part {}

  /// A value of the query or its reply.
  enum Field implements Part {
    TYPE("{type}"),
    NAME("{name}"),
    CLASS("{class}"),
    PROTO("{proto}"),
    SIZE("{size}"),
    REMOTE("{remote}"),
    PORT("{port}"),
    LOCAL("{local}"),
    ID("{>id}"),
    OPCODE("{>opcode}"),
    DO("{>do}"),
    BUFSIZE("{>bufsize}"),
    RCODE("{rcode}"),
    RSIZE("{rsize}"),
    DURATION("{duration}"),
    RFLAGS("{>rflags}");

    private final String label;

    Field(String label) {
      this.label = label;
    }
  }

  static Part[] parse(String format) {
    var parts = new ArrayList<Part>();
    var literal = new StringBuilder();
    int at = 0;
    for (int close = format.indexOf('}'); close >= 0; close = format.indexOf('}', at)) {
      int open = format.lastIndexOf('{', close);
      if (open >= at
          && add(format.substring(open, close + 1), format.substring(at, open), literal, parts)) {
        at = close + 1;
        continue;
      }
      literal.append(format, at, close + 1);
      at = close + 1;
    }
    flush(literal.append(format.substring(at)), parts);
    return parts.toArray(Part[]::new);
  }

  /// Adds the text ahead of a label and the label's field; false if it is no label.
  private static boolean add(String label, String ahead, StringBuilder literal, List<Part> parts) {
    if (label.startsWith("{/")) {
      flush(literal.append(ahead), parts);
      parts.add(new Label(label.substring(2, label.length() - 1)));
      return true;
    }
    for (Field field : Field.values()) {
      if (field.label.equals(label)) {
        flush(literal.append(ahead), parts);
        parts.add(field);
        return true;
      }
    }
    return false;
  }

  private static void flush(StringBuilder literal, List<Part> parts) {
    if (!literal.isEmpty()) {
      parts.add(new Literal(literal.toString().getBytes(UTF_8)));
      literal.setLength(0);
    }
  }
}
