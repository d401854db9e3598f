package dev.nodens.plugin.trace;

/// Writes JSON (RFC 8259), commas included.
final class Json {
  private final StringBuilder text = new StringBuilder();
  private boolean comma;

  Json open(char bracket) {
    separate();
    text.append(bracket);
    comma = false;
    return this;
  }

  Json close(char bracket) {
    text.append(bracket);
    comma = true;
    return this;
  }

  Json key(String name) {
    text(name);
    text.append(':');
    comma = false;
    return this;
  }

  Json text(String value) {
    separate();
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        text.append("\\u%04x".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
    return this;
  }

  Json number(long value) {
    return literal(Long.toString(value));
  }

  /// `value` as it is.
  Json literal(String value) {
    separate();
    text.append(value);
    return this;
  }

  private void separate() {
    if (comma) {
      text.append(',');
    }
    comma = true;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
