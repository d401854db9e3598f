package dev.nodens.golang.expr;

import dev.nodens.golang.Regex;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A piece of an expression. `at` is its offset in the text, for errors.
sealed interface Node {
  int at();

  record Constant(int at, @Nullable Object value, Type type) implements Node {}

  record Variable(int at, String name) implements Node {}

  /// The element in a predicate, `#`; with a name `#index` or `#acc`.
  record Element(int at, String name) implements Node {}

  record MapOf(int at, List<Node> keys, List<Node> values) implements Node {}

  /// `of.name`, or `of?.name`, which is nil where `of` is.
  record Member(int at, Node of, String name, boolean optional) implements Node {}

  /// `let name = value; body`.
  record Let(int at, String name, Node value, Node body) implements Node {}

  /// Whether it is nil, instead of an error, where what stands before a `?.` of the chain is.
  static boolean isOptional(Node node) {
    return switch (node) {
      case Member member -> member.optional() || isOptional(member.of());
      case Method method -> method.optional() || isOptional(method.of());
      case Index index -> index.optional() || isOptional(index.list());
      default -> false;
    };
  }

  /// Expressions of which only the last one's value counts.
  record Sequence(int at, List<Node> nodes) implements Node {}

  record ListOf(int at, List<Node> items) implements Node {}

  record Unary(int at, String operator, Node operand) implements Node {}

  record Binary(int at, String operator, Node left, Node right) implements Node {}

  /// `text matches "pattern"` with a constant pattern.
  record Matches(int at, Node text, Regex pattern) implements Node {}

  record Choice(int at, Node condition, Node yes, Node no) implements Node {}

  record Call(int at, String function, List<Node> arguments) implements Node {}

  /// `of.name(arguments)`, or `of?.name(arguments)`, which is nil where `of` is.
  record Method(int at, Node of, String name, List<Node> arguments, boolean optional)
      implements Node {}

  /// `list[index]`, or `list?.[index]`, which is nil where `list` is.
  record Index(int at, Node list, Node index, boolean optional) implements Node {}

  record Slice(int at, Node list, @Nullable Node from, @Nullable Node to) implements Node {}
}
