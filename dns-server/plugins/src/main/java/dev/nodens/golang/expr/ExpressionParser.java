package dev.nodens.golang.expr;

import dev.nodens.golang.Regex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads an expression by the precedence of its operators.
final class ExpressionParser {
  private static final int COMPARISON = 20;
  private static final int UNARY_NOT = 50;
  private static final int UNARY_SIGN = 90;
  private static final int DEEPEST = 200;

  private static final Map<String, Integer> PRECEDENCE =
      Map.ofEntries(
          Map.entry("|", 0),
          Map.entry("or", 10),
          Map.entry("||", 10),
          Map.entry("and", 15),
          Map.entry("&&", 15),
          Map.entry("==", 20),
          Map.entry("!=", 20),
          Map.entry("<", 20),
          Map.entry(">", 20),
          Map.entry("<=", 20),
          Map.entry(">=", 20),
          Map.entry("in", 20),
          Map.entry("matches", 20),
          Map.entry("contains", 20),
          Map.entry("startsWith", 20),
          Map.entry("endsWith", 20),
          Map.entry("..", 25),
          Map.entry("+", 30),
          Map.entry("-", 30),
          Map.entry("*", 60),
          Map.entry("/", 60),
          Map.entry("%", 60),
          Map.entry("**", 100),
          Map.entry("^", 100),
          Map.entry("??", 500));

  private final List<Token> tokens;
  private int position;
  private int depth;

  ExpressionParser(List<Token> tokens) {
    this.tokens = tokens;
  }

  Node parse() {
    Node node = expression(0);
    if (current().kind() != Token.Kind.END) {
      throw unexpected();
    }
    return node;
  }

  private Token current() {
    return tokens.get(position);
  }

  private IllegalArgumentException unexpected() {
    return Lexer.error(current().at(), "unexpected token " + current().describe());
  }

  private void expect(String operator) {
    if (!current().is(operator)) {
      throw unexpected();
    }
    position++;
  }

  private Node expression(int least) {
    if (++depth > DEEPEST) {
      throw Lexer.error(current().at(), "expression nested too deeply");
    }
    Node left = unary();
    while (current().kind() == Token.Kind.OPERATOR) {
      boolean negated = current().is("not");
      Token operator = negated ? tokens.get(position + 1) : current();
      @Nullable Integer precedence = PRECEDENCE.get(operator.text());
      if (precedence == null || precedence < least || negated && precedence != COMPARISON) {
        break;
      }
      if (operator.is("|")) {
        position++;
        left = pipe(left);
        continue;
      }
      position += negated ? 2 : 1;
      boolean rightward = operator.is("**") || operator.is("^");
      Node right = expression(rightward ? precedence : precedence + 1);
      Node node = binary(operator, left, right);
      left = negated ? new Node.Unary(operator.at(), "not", node) : node;
    }
    depth--;
    return least == 0 && current().is("?") ? choice(left) : left;
  }

  private static Node binary(Token operator, Node left, Node right) {
    if (operator.is("matches") && right instanceof Node.Constant(int _, String pattern, Type _)) {
      try {
        return new Node.Matches(operator.at(), left, Regex.compile(pattern));
      } catch (IllegalArgumentException e) {
        throw Lexer.error(operator.at(), String.valueOf(e.getMessage()));
      }
    }
    String name =
        switch (operator.text()) {
          case "and" -> "&&";
          case "or" -> "||";
          case "^" -> "**";
          default -> operator.text();
        };
    return new Node.Binary(operator.at(), name, left, right);
  }

  private Node choice(Node condition) {
    int at = current().at();
    position++;
    Node yes = expression(0);
    expect(":");
    return new Node.Choice(at, condition, yes, expression(0));
  }

  /// `value | function(arguments)`: the value becomes the first argument.
  private Node pipe(Node value) {
    Token name = current();
    if (name.kind() != Token.Kind.IDENTIFIER || !tokens.get(position + 1).is("(")) {
      throw unexpected();
    }
    position++;
    var arguments = new ArrayList<Node>();
    arguments.add(value);
    arguments.addAll(arguments());
    return postfix(new Node.Call(name.at(), name.text(), arguments));
  }

  private Node unary() {
    Token token = current();
    if (token.is("not") || token.is("!")) {
      position++;
      return new Node.Unary(token.at(), "not", expression(UNARY_NOT));
    }
    if (token.is("-") || token.is("+")) {
      position++;
      return new Node.Unary(token.at(), token.text(), expression(UNARY_SIGN));
    }
    return postfix(primary());
  }

  private Node primary() {
    Token token = current();
    position++;
    switch (token.kind()) {
      case NUMBER -> {
        Type type = token.value() instanceof Long ? Type.INT : Type.FLOAT;
        return new Node.Constant(token.at(), token.value(), type);
      }
      case STRING -> {
        return new Node.Constant(token.at(), token.text(), Type.STRING);
      }
      case IDENTIFIER -> {
        return named(token);
      }
      case BRACKET, OPERATOR, END -> {
        if (token.is("(")) {
          Node inner = expression(0);
          expect(")");
          return inner;
        }
        if (token.is("[")) {
          return new Node.ListOf(token.at(), items("]"));
        }
        if (token.is("#")) {
          return new Node.Element(token.at());
        }
      }
    }
    position--;
    throw unexpected();
  }

  private Node named(Token token) {
    return switch (token.text()) {
      case "true" -> new Node.Constant(token.at(), true, Type.BOOL);
      case "false" -> new Node.Constant(token.at(), false, Type.BOOL);
      case "nil" -> new Node.Constant(token.at(), null, Type.NIL);
      default ->
          current().is("(")
              ? new Node.Call(token.at(), token.text(), arguments())
              : new Node.Variable(token.at(), token.text());
    };
  }

  private List<Node> arguments() {
    expect("(");
    return items(")");
  }

  private List<Node> items(String end) {
    var items = new ArrayList<Node>();
    while (!current().is(end)) {
      if (!items.isEmpty()) {
        expect(",");
        if (current().is(end)) {
          break;
        }
      }
      items.add(item());
    }
    position++;
    return items;
  }

  /// An argument; a predicate may stand in braces.
  private Node item() {
    if (!current().is("{")) {
      return expression(0);
    }
    position++;
    Node predicate = expression(0);
    expect("}");
    return predicate;
  }

  private Node postfix(Node first) {
    Node node = first;
    while (current().is("[")) {
      int at = current().at();
      position++;
      @Nullable Node from = current().is(":") ? null : expression(0);
      if (from != null && current().is("]")) {
        position++;
        node = new Node.Index(at, node, from);
        continue;
      }
      expect(":");
      @Nullable Node to = current().is("]") ? null : expression(0);
      expect("]");
      node = new Node.Slice(at, node, from, to);
    }
    return node;
  }
}
