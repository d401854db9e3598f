package dev.nodens.golang.template;

import java.util.ArrayList;
import java.util.List;

/// Cuts an action into words. A space counts only where it parts a value from a field.
final class ActionLexer {
  enum Kind {
    /// A name, as of a function.
    NAME,
    /// `.Name`, the dot not in the text.
    FIELD,
    /// `$name`.
    VARIABLE,
    /// A number, text or character, already a value.
    VALUE,
    /// `.` alone.
    DOT,
    /// `|`, `(`, `)`, `,`, `=` or `:=`.
    SIGN,
    END
  }

  /// @param spaced whether white space stands before it
  /// @param value of `VALUE`; else the text
  record Word(Kind kind, boolean spaced, Object value) {
    boolean is(String sign) {
      return kind == Kind.SIGN && value.equals(sign);
    }

    boolean isName(String name) {
      return kind == Kind.NAME && value.equals(name);
    }

    String text() {
      return String.valueOf(value);
    }
  }

  private final String action;
  private int at;

  ActionLexer(String action) {
    this.action = action;
  }

  List<Word> words() {
    var words = new ArrayList<Word>();
    while (true) {
      int before = at;
      while (at < action.length() && Character.isWhitespace(action.charAt(at))) {
        at++;
      }
      boolean spaced = at > before || before == 0;
      if (at == action.length()) {
        words.add(new Word(Kind.END, spaced, "}}"));
        return words;
      }
      words.add(word(spaced));
    }
  }

  private Word word(boolean spaced) {
    char c = action.charAt(at);
    boolean signed = (c == '-' || c == '+') && isDigit(at + 1);
    if (isDigit(at) || signed || c == '.' && isDigit(at + 1)) {
      return new Word(Kind.VALUE, spaced, number());
    }
    if (c == '"' || c == '`') {
      return new Word(Kind.VALUE, spaced, text(c));
    }
    if (c == '\'') {
      String character = text(c);
      if (character.codePointCount(0, character.length()) != 1) {
        throw new TemplateException("malformed character constant: '" + character + "'");
      }
      return new Word(Kind.VALUE, spaced, (long) character.codePointAt(0));
    }
    if (c == '.') {
      at++;
      String name = name();
      return name.isEmpty() ? new Word(Kind.DOT, spaced, ".") : new Word(Kind.FIELD, spaced, name);
    }
    if (c == '$') {
      at++;
      return new Word(Kind.VARIABLE, spaced, "$" + name());
    }
    if (action.startsWith(":=", at)) {
      at += 2;
      return new Word(Kind.SIGN, spaced, ":=");
    }
    if ("|(),=".indexOf(c) >= 0) {
      at++;
      return new Word(Kind.SIGN, spaced, String.valueOf(c));
    }
    String name = name();
    if (name.isEmpty()) {
      throw new TemplateException(
          "unrecognized character in action: U+%04X '%c'".formatted((int) c, c));
    }
    return new Word(Kind.NAME, spaced, name);
  }

  private boolean isDigit(int index) {
    return index < action.length() && action.charAt(index) >= '0' && action.charAt(index) <= '9';
  }

  private String name() {
    int start = at;
    while (at < action.length()
        && (Character.isLetterOrDigit(action.charAt(at)) || action.charAt(at) == '_')) {
      at++;
    }
    return action.substring(start, at);
  }

  private Object number() {
    int start = at++;
    while (at < action.length()
        && (Character.isLetterOrDigit(action.charAt(at)) || "._".indexOf(action.charAt(at)) >= 0)) {
      at++;
    }
    String digits = action.substring(start, at);
    String plain = digits.replace("_", "");
    try {
      return plain.contains(".") ? (Object) Double.valueOf(plain) : (Object) Long.decode(plain);
    } catch (NumberFormatException e) {
      throw new TemplateException("bad number syntax: \"" + digits + "\"");
    }
  }

  private String text(char quote) {
    var text = new StringBuilder();
    for (at++; at < action.length() && action.charAt(at) != quote; at++) {
      char c = action.charAt(at);
      if (c == '\\' && quote != '`' && at + 1 < action.length()) {
        at++;
        text.append(escaped(action.charAt(at)));
      } else {
        text.append(c);
      }
    }
    at++;
    return text.toString();
  }

  private static char escaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case '\\', '"', '\'' -> c;
      default -> throw new TemplateException("invalid syntax");
    };
  }
}
