package dev.nodens.golang.expr;

import dev.nodens.corefile.GoSyntax;
import org.jspecify.annotations.Nullable;

/// A word of an expression.
///
/// @param at offset in the text
/// @param text as written; of a string what it stands for
/// @param value of a number
record Token(Kind kind, int at, String text, @Nullable Object value) {
  enum Kind {
    IDENTIFIER("Identifier"),
    NUMBER("Number"),
    STRING("String"),
    OPERATOR("Operator"),
    BRACKET("Bracket"),
    END("EOF");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  boolean is(String operator) {
    return (kind == Kind.OPERATOR || kind == Kind.BRACKET) && text.equals(operator);
  }

  /// As error texts name it.
  String describe() {
    return kind == Kind.END ? kind.label : kind.label + "(" + GoSyntax.quote(text) + ")";
  }
}
