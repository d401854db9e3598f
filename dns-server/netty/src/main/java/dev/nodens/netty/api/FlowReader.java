package dev.nodens.netty.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads YAML's flow style, of which JSON is a part. Reading past the end throws
/// `StringIndexOutOfBoundsException`: more lines are needed.
final class FlowReader {
  /// Something that cannot be right however the text goes on.
  static final class FaultException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String reason;

    FaultException(String reason) {
      super(reason);
      this.reason = reason;
    }

    @Override
    public String getMessage() {
      return reason;
    }
  }

  private final String text;
  private int at;

  FlowReader(String text) {
    this.text = text;
  }

  boolean isAtEnd() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at == text.length();
  }

  Object value() {
    return switch (peek()) {
      case '{' -> mapping();
      case '[' -> sequence();
      case '"', '\'' -> quoted();
      default -> plain();
    };
  }

  private Map<String, Object> mapping() {
    var members = new LinkedHashMap<String, Object>();
    at++;
    while (peek() != '}') {
      String key = peek() == '"' || peek() == '\'' ? quoted() : plain();
      take(':');
      members.put(key, value());
      if (peek() != '}') {
        take(',');
      }
    }
    at++;
    return members;
  }

  private List<Object> sequence() {
    var items = new ArrayList<>();
    at++;
    while (peek() != ']') {
      items.add(value());
      if (peek() != ']') {
        take(',');
      }
    }
    at++;
    return items;
  }

  private String plain() {
    int from = at;
    while (",]}".indexOf(text.charAt(at)) < 0
        && !(text.charAt(at) == ':' && Character.isWhitespace(text.charAt(at + 1)))) {
      at++;
    }
    String value = text.substring(from, at).strip();
    return value.equals("null") || value.equals("~") ? "" : value;
  }

  /// A value in single or double quotes.
  String quoted() {
    char quote = text.charAt(at++);
    var value = new StringBuilder();
    while (true) {
      char c = text.charAt(at++);
      if (c == quote) {
        if (quote == '\'' && at < text.length() && text.charAt(at) == '\'') {
          value.append(text.charAt(at++));
          continue;
        }
        return value.toString();
      }
      value.append(c == '\\' && quote == '"' ? escape() : c);
    }
  }

  private char escape() {
    char c = text.charAt(at++);
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case '"', '\\', '/', ' ' -> c;
      case 'u' -> {
        at += 4;
        yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
      }
      default -> throw new FaultException("has an escape that is not supported: \\" + c);
    };
  }

  private char peek() {
    while (Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.charAt(at);
  }

  private void take(char expected) {
    if (peek() != expected) {
      throw new FaultException("has '" + text.charAt(at) + "' where '" + expected + "' must be");
    }
    at++;
  }
}
