package dev.nodens.golang.expr;

import dev.nodens.corefile.GoSyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Cuts an expression into words.
final class Lexer {
  /// The longest first, so that `..` is not read as two dots.
  private static final List<String> OPERATORS =
      List.of(
          "&&", "||", "==", "!=", "<=", ">=", "**", "..", "??", "?.", "::", "+", "-", "*", "/", "%",
          "^", "<", ">", "=", "!", "?", ":", ",", ".", "|", "#", ";");

  private static final Set<String> WORD_OPERATORS =
      Set.of(
          "and",
          "or",
          "not",
          "in",
          "contains",
          "startsWith",
          "endsWith",
          "matches",
          "let",
          "if",
          "else");
  private static final Set<String> LITERALS = Set.of("true", "false", "nil");

  private final String text;
  private int at;

  Lexer(String text) {
    this.text = text;
  }

  /// Whether `word` cannot be a name.
  static boolean isKeyword(String word) {
    return WORD_OPERATORS.contains(word) || LITERALS.contains(word);
  }

  List<Token> tokens() {
    var tokens = new ArrayList<Token>();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (text.startsWith("//", at) || text.startsWith("/*", at)) {
        comment();
      } else if (isDigit(c) || c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1))) {
        tokens.add(number());
      } else if (c == '"' || c == '\'' || c == '`') {
        tokens.add(string(c));
      } else if (isNameStart(c)) {
        tokens.add(name());
      } else if ("()[]{}".indexOf(c) >= 0) {
        tokens.add(new Token(Token.Kind.BRACKET, at, String.valueOf(c), null));
        at++;
      } else {
        tokens.add(operator());
      }
    }
    tokens.add(new Token(Token.Kind.END, text.length() - 1, "", null));
    return tokens;
  }

  private void comment() {
    boolean line = text.charAt(at + 1) == '/';
    int end = text.indexOf(line ? "\n" : "*/", at + 2);
    if (end < 0 && !line) {
      throw error(text.length(), "unclosed comment");
    }
    at = end < 0 ? text.length() : end + (line ? 1 : 2);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(char c) {
    return Character.isLetter(c) || c == '_' || c == '$';
  }

  private Token operator() {
    for (String operator : OPERATORS) {
      if (text.startsWith(operator, at)) {
        var token = new Token(Token.Kind.OPERATOR, at, operator, null);
        at += operator.length();
        return token;
      }
    }
    int c = text.codePointAt(at);
    throw error(at, "unrecognized character: U+%04X '%s'".formatted(c, Character.toString(c)));
  }

  private Token name() {
    int start = at;
    while (at < text.length() && (isNameStart(text.charAt(at)) || isDigit(text.charAt(at)))) {
      at++;
    }
    String name = text.substring(start, at);
    Token.Kind kind = WORD_OPERATORS.contains(name) ? Token.Kind.OPERATOR : Token.Kind.IDENTIFIER;
    return new Token(kind, start, name, null);
  }

  private Token number() {
    int start = at;
    boolean fraction = false;
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean dot = c == '.' && !fraction && at + 1 < text.length() && isDigit(text.charAt(at + 1));
      boolean sign =
          (c == '+' || c == '-') && "eE".indexOf(text.charAt(at - 1)) >= 0 && decimal(start);
      if (!dot && !sign && !Character.isLetterOrDigit(c) && c != '_') {
        break;
      }
      fraction |= dot;
      at++;
    }
    String digits = text.substring(start, at);
    return new Token(Token.Kind.NUMBER, start, digits, value(digits, start));
  }

  private boolean decimal(int start) {
    return !text.startsWith("0x", start);
  }

  private static Object value(String digits, int start) {
    String plain = digits.replace("_", "");
    try {
      if (plain.length() > 2 && plain.charAt(0) == '0' && Character.isLetter(plain.charAt(1))) {
        int base =
            switch (plain.charAt(1)) {
              case 'x', 'X' -> 16;
              case 'o', 'O' -> 8;
              case 'b', 'B' -> 2;
              default -> throw new NumberFormatException(digits);
            };
        return Long.parseLong(plain.substring(2), base);
      }
      boolean whole = plain.chars().allMatch(c -> c >= '0' && c <= '9');
      if (whole) {
        return Long.parseLong(plain);
      }
      return Double.parseDouble(plain);
    } catch (NumberFormatException e) {
      throw error(start, "bad number syntax: " + GoSyntax.quote(digits));
    }
  }

  private Token string(char quote) {
    int start = at++;
    var value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      value.append(c == '\\' && quote != '`' ? escape(start) : String.valueOf(c));
    }
    if (at == text.length()) {
      throw error(at, "literal not terminated");
    }
    at++;
    return new Token(Token.Kind.STRING, start, value.toString(), null);
  }

  private String escape(int start) {
    char c = at < text.length() ? text.charAt(at++) : 0;
    return switch (c) {
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case '\\', '"', '\'' -> String.valueOf(c);
      case 'x' -> hex(2, start);
      case 'u' -> hex(4, start);
      default -> throw error(start, "unable to unescape string");
    };
  }

  private String hex(int digits, int start) {
    try {
      int code = Integer.parseInt(text, at, at + digits, 16);
      at += digits;
      return Character.toString(code);
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw error(start, "unable to unescape string");
    }
  }

  /// @param at offset in the text, or -1 if it is empty
  static IllegalArgumentException error(int at, String message) {
    String where = at < 0 ? "" : " (1:" + (at + 1) + ")";
    return new IllegalArgumentException(message + where);
  }
}
