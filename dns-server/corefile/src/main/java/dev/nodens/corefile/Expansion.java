package dev.nodens.corefile;

import org.jspecify.annotations.Nullable;

/// Puts environment values into tokens: first every `{%NAME%}`, then every `{$NAME}`, each again
/// and again on its own result. A value is never cut into words.
final class Expansion {

  /// Upstream never ends on a variable that contains itself; here these bounds end it.
  private static final int MAX_ROUNDS = 1_000;

  private static final int MAX_LENGTH = 1 << 20;

  private final Environment environment;

  Expansion(Environment environment) {
    this.environment = environment;
  }

  /// @throws CorefileException if variables refer to each other without end
  String expand(Token token) {
    return expand(token.text(), token.position());
  }

  String expand(String text, Position position) {
    return replace(replace(text, "{%", "%}", position), "{$", "}", position);
  }

  private String replace(String text, String open, String close, Position position) {
    String result = text;
    for (int round = 0; ; round++) {
      int start = result.indexOf(open);
      int end = start < 0 ? -1 : result.indexOf(close, start);
      int name = start + open.length();
      if (end <= name) {
        return result;
      }
      if (round == MAX_ROUNDS || result.length() > MAX_LENGTH) {
        throw CorefileException.parsing(
            position, "environment variables refer to each other without end in '" + text + "'");
      }
      String value = environment.value(result.substring(name, end));
      result = result.replace(result.substring(start, end + close.length()), orEmpty(value));
    }
  }

  private static String orEmpty(@Nullable String value) {
    return value == null ? "" : value;
  }
}
