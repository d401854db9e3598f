package dev.nodens.netty.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the YAML that kubeconfig files are written in: block mappings and sequences, plain and
/// quoted scalars, literal text after `|`, and JSON. No anchors, aliases, tags or folded text. A
/// value is a `String`, a `List` or a `Map`; plain scalars stay text, `null` and `~` become empty.
final class YamlReader {
  private record Line(int number, int indent, String text) {}

  private final List<Line> lines = new ArrayList<>();
  private final String[] raw;
  private int next;

  private YamlReader(String text) {
    raw = text.split("\n", -1);
    for (int i = 0; i < raw.length; i++) {
      String line = raw[i].endsWith("\r") ? raw[i].substring(0, raw[i].length() - 1) : raw[i];
      raw[i] = line;
      String content = withoutComment(line).stripTrailing();
      int indent = content.length() - content.stripLeading().length();
      if (content.length() > indent && !content.equals("---") && !content.equals("...")) {
        lines.add(new Line(i + 1, indent, content.substring(indent)));
      }
    }
  }

  /// The value that `text` holds; an empty map if it holds none.
  ///
  /// @throws IllegalArgumentException naming the line
  static Object read(String text) {
    var reader = new YamlReader(text);
    if (reader.lines.isEmpty()) {
      return Map.of();
    }
    Object value = reader.block(reader.lines.getFirst().indent());
    if (reader.next < reader.lines.size()) {
      throw fault(reader.lines.get(reader.next), "does not fit what stands above it");
    }
    return value;
  }

  private Object block(int indent) {
    Line line = lines.get(next);
    char first = line.text().charAt(0);
    if (first == '{' || first == '[') {
      next++;
      return flow(line, line.text());
    }
    if (isItem(line)) {
      return sequence(indent);
    }
    return mapping(indent);
  }

  private static boolean isItem(Line line) {
    return line.text().equals("-") || line.text().startsWith("- ");
  }

  private List<Object> sequence(int indent) {
    var items = new ArrayList<>();
    while (next < lines.size() && lines.get(next).indent() == indent && isItem(lines.get(next))) {
      Line line = lines.get(next);
      String rest = line.text().substring(1).stripLeading();
      if (rest.isEmpty()) {
        next++;
        items.add(nested(indent));
      } else if (keyEnd(rest) >= 0) {
        // The first member of a mapping stands on the dash's line.
        int column = indent + line.text().length() - rest.length();
        lines.set(next, new Line(line.number(), column, rest));
        items.add(mapping(column));
      } else {
        next++;
        items.add(value(line, rest));
      }
    }
    return items;
  }

  private Map<String, Object> mapping(int indent) {
    var members = new LinkedHashMap<String, Object>();
    while (next < lines.size() && lines.get(next).indent() == indent && !isItem(lines.get(next))) {
      Line line = lines.get(next++);
      int colon = keyEnd(line.text());
      if (colon < 0) {
        throw fault(line, "is no 'KEY: VALUE'");
      }
      String key = String.valueOf(value(line, line.text().substring(0, colon)));
      String rest = line.text().substring(colon + 1).strip();
      Object member = rest.isEmpty() ? nested(indent) : value(line, rest);
      if (members.put(key, member) != null) {
        throw fault(line, "names '" + key + "' a second time");
      }
    }
    return members;
  }

  /// What stands below a key or dash: deeper, or a sequence at the key's own depth.
  private Object nested(int indent) {
    if (next == lines.size()) {
      return "";
    }
    Line line = lines.get(next);
    boolean below = line.indent() > indent || line.indent() == indent && isItem(line);
    return below ? block(line.indent()) : "";
  }

  /// The offset of the colon that ends a key at the start of `text`, or -1.
  private static int keyEnd(String text) {
    int at = 0;
    char quote = text.charAt(0);
    if (quote == '{' || quote == '[') {
      return -1;
    }
    if (quote == '"' || quote == '\'') {
      at = text.indexOf(quote, 1) + 1;
      return at > 0 && at < text.length() && text.charAt(at) == ':' ? at : -1;
    }
    for (at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
      if (at + 1 == text.length() || text.charAt(at + 1) == ' ') {
        return at;
      }
    }
    return -1;
  }

  private Object value(Line line, String text) {
    return switch (text.charAt(0)) {
      case '{', '[' -> flow(line, text);
      case '"', '\'' -> quoted(line, text);
      case '|' -> literal(line);
      case '>', '&', '*', '!', '%', '@', '`' ->
          throw fault(line, "uses a YAML feature that is not supported: " + text.charAt(0));
      default -> text.equals("null") || text.equals("~") ? "" : text;
    };
  }

  private static String quoted(Line line, String text) {
    var flow = new FlowReader(text);
    try {
      String value = flow.quoted();
      if (!flow.isAtEnd()) {
        throw fault(line, "has text after a quoted value");
      }
      return value;
    } catch (StringIndexOutOfBoundsException e) {
      throw fault(line, "opens a quote that is never closed");
    } catch (FlowReader.FaultException e) {
      throw fault(line, e.getMessage());
    }
  }

  private Object flow(Line line, String first) {
    var text = new StringBuilder(first);
    while (true) {
      try {
        var flow = new FlowReader(text.toString());
        Object value = flow.value();
        if (!flow.isAtEnd()) {
          throw fault(line, "has text after its closing bracket");
        }
        return value;
      } catch (StringIndexOutOfBoundsException e) {
        if (next == lines.size()) {
          throw fault(line, "opens a bracket that is never closed");
        }
        text.append(' ').append(lines.get(next++).text());
      } catch (FlowReader.FaultException e) {
        throw fault(line, e.getMessage());
      }
    }
  }

  private String literal(Line line) {
    var text = new StringBuilder();
    while (next < lines.size() && lines.get(next).indent() > line.indent()) {
      text.append(raw[lines.get(next++).number() - 1].strip()).append('\n');
    }
    return text.toString();
  }

  private static String withoutComment(String line) {
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        if (c == '\\' && quote == '"') {
          i++;
        } else if (c == quote && line.startsWith("''", i)) {
          i++; // a single quote inside single quotes
        } else if (c == quote) {
          quote = 0;
        }
      } else if ((c == '"' || c == '\'') && (i == 0 || " [{,:".indexOf(line.charAt(i - 1)) >= 0)) {
        quote = c;
      } else if (c == '#' && (i == 0 || line.charAt(i - 1) == ' ')) {
        return line.substring(0, i);
      }
    }
    return line;
  }

  private static IllegalArgumentException fault(Line line, String what) {
    return new IllegalArgumentException("line " + line.number() + " " + what);
  }
}
