package dev.nodens.golang.expr;

import dev.nodens.golang.Regex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads an expression by the precedence of its operators.
final class ExpressionParser {
  private static final int COMPARISON = 20;
  private static final Set<String> NEGATABLE =
      Set.of("in", "contains", "startsWith", "endsWith", "matches");
  private static final Set<String> COMPARISONS = Set.of("<", ">", "<=", ">=");
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
  private int predicates;

  ExpressionParser(List<Token> tokens) {
    this.tokens = tokens;
  }

  Node parse() {
    Node node = sequence();
    if (current().kind() != Token.Kind.END) {
      throw unexpected();
    }
    return node;
  }

  /// Expressions with `;` between them, and maybe behind the last one of all.
  private Node sequence() {
    var nodes = new ArrayList<Node>(List.of(expression(0)));
    while (current().is(";")) {
      position++;
      if (current().kind() == Token.Kind.END) {
        break;
      }
      nodes.add(expression(0));
    }
    return nodes.size() == 1 ? nodes.getFirst() : new Node.Sequence(nodes.getFirst().at(), nodes);
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
    if (least == 0 && (current().is("let") || current().is("if"))) {
      Node node = current().is("let") ? declaration() : conditional();
      depth--;
      return node;
    }
    Node left = unary();
    while (current().kind() == Token.Kind.OPERATOR) {
      boolean negated = current().is("not");
      Token operator = negated ? tokens.get(position + 1) : current();
      @Nullable Integer precedence = PRECEDENCE.get(operator.text());
      if (negated && !NEGATABLE.contains(operator.text())) {
        position++;
        throw unexpected();
      }
      if (precedence == null || precedence < least) {
        break;
      }
      if (operator.is("|")) {
        position++;
        left = pipe(left);
        continue;
      }
      if (COMPARISONS.contains(operator.text())) {
        left = comparison(left);
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

  /// `1 < x <= 3` holds if both comparisons do.
  private Node comparison(Node first) {
    Node left = first;
    @Nullable Node all = null;
    while (COMPARISONS.contains(current().text()) && current().kind() == Token.Kind.OPERATOR) {
      Token operator = current();
      position++;
      Node right = expression(COMPARISON + 1);
      Node one = binary(operator, left, right);
      all = all == null ? one : new Node.Binary(operator.at(), "&&", all, one);
      left = right;
    }
    return all == null ? left : all;
  }

  /// `let name = value; body`.
  private Node declaration() {
    position++;
    Token name = current();
    if (name.kind() != Token.Kind.IDENTIFIER) {
      throw unexpected();
    }
    position++;
    expect("=");
    Node value = expression(0);
    expect(";");
    return new Node.Let(name.at(), name.text(), value, sequence());
  }

  /// `if condition { ... } else { ... }`.
  private Node conditional() {
    int at = current().at();
    position++;
    Node condition = expression(0);
    Node yes = braced();
    expect("else");
    Node no = current().is("if") ? conditional() : braced();
    return new Node.Choice(at, condition, yes, no);
  }

  private Node braced() {
    expect("{");
    Node node = sequence();
    expect("}");
    return node;
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
    // `a ?: b` is `a ? a : b`.
    Node yes = current().is(":") ? condition : expression(0);
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
    arguments.addAll(arguments(name.text(), 1));
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
    Node first = primary();
    boolean literal = token.kind() == Token.Kind.NUMBER || token.kind() == Token.Kind.IDENTIFIER;
    return literal && first instanceof Node.Constant ? first : postfix(first);
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
          Node inner = sequence();
          expect(")");
          return inner;
        }
        if (token.is("[")) {
          return new Node.ListOf(token.at(), items("]"));
        }
        if (token.is("{")) {
          return map(token.at());
        }
        // Of a built-in function, even if the scope has another one of that name.
        if (token.is("::") && current().kind() == Token.Kind.IDENTIFIER) {
          position++;
          Token name = tokens.get(position - 1);
          return new Node.Call(name.at(), name.text(), arguments(name.text(), 0));
        }
        if (predicates > 0 && (token.is("#") || token.is("."))) {
          return element(token);
        }
      }
    }
    position--;
    throw unexpected();
  }

  /// `#`, `#index`, `#acc`, or the `#` that is left out in `.name`.
  private Node element(Token token) {
    boolean named = token.is("#") && current().kind() == Token.Kind.IDENTIFIER;
    String name = named ? current().text() : "";
    position += named ? 1 : token.is(".") ? -1 : 0;
    return new Node.Element(token.at(), name);
  }

  private Node map(int at) {
    var keys = new ArrayList<Node>();
    var values = new ArrayList<Node>();
    while (!current().is("}")) {
      if (!keys.isEmpty()) {
        expect(",");
        if (current().is("}")) {
          break;
        }
      }
      keys.add(key());
      expect(":");
      values.add(expression(0));
    }
    position++;
    return new Node.MapOf(at, keys, values);
  }

  private Node key() {
    Token token = current();
    if (token.is("(")) {
      return expression(0);
    }
    return switch (token.kind()) {
      case IDENTIFIER, NUMBER, STRING -> {
        position++;
        yield new Node.Constant(token.at(), token.text(), Type.STRING);
      }
      default ->
          throw Lexer.error(
              token.at(),
              "a map key must be a quoted string, a number, a identifier, or an expression enclosed"
                  + " in parentheses (unexpected token "
                  + token.describe()
                  + ")");
    };
  }

  private Node named(Token token) {
    return switch (token.text()) {
      case "true" -> new Node.Constant(token.at(), true, Type.BOOL);
      case "false" -> new Node.Constant(token.at(), false, Type.BOOL);
      case "nil" -> new Node.Constant(token.at(), null, Type.NIL);
      default ->
          current().is("(")
              ? new Node.Call(token.at(), token.text(), arguments(token.text(), 0))
              : new Node.Variable(token.at(), token.text());
    };
  }

  /// @param given how many arguments the function has already
  private List<Node> arguments(String function, int given) {
    expect("(");
    var arguments = new ArrayList<Node>();
    while (!current().is(")")) {
      if (!arguments.isEmpty()) {
        expect(",");
        if (current().is(")")) {
          break;
        }
      }
      boolean predicate = given + arguments.size() == 1 && Builtins.takesPredicate(function);
      arguments.add(predicate ? predicate() : expression(0));
    }
    position++;
    return arguments;
  }

  /// A predicate may stand in braces.
  private Node predicate() {
    predicates++;
    Node node = current().is("{") ? braced() : expression(0);
    predicates--;
    return node;
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
      items.add(expression(0));
    }
    position++;
    return items;
  }

  private Node postfix(Node first) {
    Node node = first;
    while (current().is("[") || current().is(".") || current().is("?.")) {
      int at = current().at();
      boolean optional = current().is("?.");
      boolean member = !current().is("[");
      position++;
      if (member && !(optional && current().is("["))) {
        int place = current().at();
        String name = memberName();
        node =
            current().is("(")
                ? new Node.Method(place, node, name, arguments("", 0), optional)
                : new Node.Member(place, node, name, optional);
        continue;
      }
      position += member ? 1 : 0;
      @Nullable Node from = current().is(":") ? null : expression(0);
      if (from != null && current().is("]")) {
        position++;
        node = new Node.Index(at, node, from, optional);
        continue;
      }
      expect(":");
      @Nullable Node to = current().is("]") ? null : expression(0);
      expect("]");
      node = new Node.Slice(at, node, from, to);
    }
    return node;
  }

  /// Words that are operators elsewhere are names here.
  private String memberName() {
    Token name = current();
    boolean word = Character.isJavaIdentifierStart((name.text() + "-").charAt(0));
    if (name.kind() != Token.Kind.IDENTIFIER && (name.kind() != Token.Kind.OPERATOR || !word)) {
      throw Lexer.error(name.at(), "expected name");
    }
    position++;
    return name.text();
  }
}
