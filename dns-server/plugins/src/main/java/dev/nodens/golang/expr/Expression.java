package dev.nodens.golang.expr;

import org.jspecify.annotations.Nullable;

/// A compiled expression; immutable, thread-safe. Values are `String`, `Long`, `Double`, `Boolean`,
/// lists and maps of these, what `dev.nodens.golang.time` has, durations, months, days of the week,
/// and null for nil.
public final class Expression {
  private final Node root;
  private final Type type;

  private Expression(Node root, Type type) {
    this.root = root;
    this.type = type;
  }

  /// Reads `text` and checks it against `scope`.
  ///
  /// @throws IllegalArgumentException in the words of expr-lang's first line, such as `unknown name
  ///   foo (1:1)`
  public static Expression compile(String text, Scope scope) {
    Node root = new ExpressionParser(new Lexer(text).tokens()).parse();
    return new Expression(root, new Checker(scope).type(root));
  }

  /// What is known of the value.
  public Type type() {
    return type;
  }

  /// The value.
  ///
  /// @throws EvaluationException if there is none
  public @Nullable Object evaluate(Scope.Values values) {
    return new Evaluator(values).value(root);
  }

  /// Whether the value is true; anything else counts as false, no value too.
  public boolean holds(Scope.Values values) {
    try {
      return Boolean.TRUE.equals(evaluate(values));
    } catch (EvaluationException e) {
      return false;
    }
  }
}
