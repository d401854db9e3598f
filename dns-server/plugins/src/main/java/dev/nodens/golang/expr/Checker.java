package dev.nodens.golang.expr;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds out what type an expression has, and refuses what cannot have a value.
final class Checker {
  private final Scope scope;
  private final Map<String, Type> declared = new HashMap<>();

  /// What may stand behind `#` in the predicates around.
  private final Deque<Set<String>> elements = new ArrayDeque<>();

  Checker(Scope scope) {
    this.scope = scope;
  }

  Type type(Node node) {
    return switch (node) {
      case Node.Constant constant -> constant.type();
      case Node.Variable variable -> variable(variable);
      case Node.Element element -> element(element);
      case Node.MapOf map -> {
        map.keys().forEach(this::type);
        map.values().forEach(this::type);
        yield Type.MAP;
      }
      case Node.Member member -> member(member);
      case Node.Let let -> let(let);
      case Node.Sequence sequence -> {
        Type last = Type.NIL;
        for (Node part : sequence.nodes()) {
          last = type(part);
        }
        yield last;
      }
      case Node.ListOf list -> {
        list.items().forEach(this::type);
        yield Type.LIST;
      }
      case Node.Unary unary -> unary(unary);
      case Node.Binary binary -> binary(binary, type(binary.left()), type(binary.right()));
      case Node.Matches matches -> {
        Type text = type(matches.text());
        yield text.may(Type.STRING)
            ? Type.BOOL
            : mismatch(matches.at(), "matches", text, Type.STRING);
      }
      case Node.Choice choice -> choice(choice);
      case Node.Call call -> call(call);
      case Node.Method method -> method(method);
      case Node.Index index -> index(index);
      case Node.Slice slice -> slice(slice);
    };
  }

  private Type variable(Node.Variable variable) {
    @Nullable Type type = declared.get(variable.name());
    type = type == null ? scope.variable(variable.name()) : type;
    if (type == null) {
      throw unknown(variable.at(), variable.name());
    }
    return type;
  }

  private static IllegalArgumentException unknown(int at, String name) {
    return Lexer.error(at, "unknown name " + name);
  }

  private Type element(Node.Element element) {
    if (element.name().isEmpty() || elements.element().contains(element.name())) {
      return element.name().equals("index") ? Type.INT : Type.ANY;
    }
    throw Lexer.error(element.at(), "unknown pointer #" + element.name());
  }

  private Type member(Node.Member member) {
    Type type = type(member.of());
    if (type.may(Type.MAP)) {
      return Type.ANY;
    }
    throw Lexer.error(member.at(), "type " + type + " has no field " + member.name());
  }

  private Type let(Node.Let let) {
    String name = let.name();
    String taken =
        scope.function(name) != null || scope.variable(name) != null
            ? ""
            : Builtins.isBuiltin(name)
                ? "builtin "
                : declared.containsKey(name) ? "variable " : "-";
    if (!taken.equals("-")) {
      throw Lexer.error(let.at(), "cannot redeclare " + taken + name);
    }
    declared.put(name, type(let.value()));
    Type type = type(let.body());
    declared.remove(name);
    return type;
  }

  private Type unary(Node.Unary unary) {
    Type type = type(unary.operand());
    boolean not = unary.operator().equals("not");
    if (not ? !type.may(Type.BOOL) : !type.isNumber()) {
      throw Lexer.error(
          unary.at(), "invalid operation: " + unary.operator() + " (mismatched type " + type + ")");
    }
    return not ? Type.BOOL : type;
  }

  private static Type binary(Node.Binary binary, Type left, Type right) {
    boolean numbers = left.isNumber() && right.isNumber();
    boolean strings = left.may(Type.STRING) && right.may(Type.STRING);
    boolean any = left == Type.ANY || right == Type.ANY;
    return switch (binary.operator()) {
      case "==", "!=" ->
          numbers || left == right || any || left == Type.NIL || right == Type.NIL
              ? Type.BOOL
              : mismatch(binary, left, right);
      case "<", ">", "<=", ">=" ->
          numbers || strings || both(left, right, Type.TIME) || both(left, right, Type.DURATION)
              ? Type.BOOL
              : mismatch(binary, left, right);
      case "&&", "||" ->
          left.may(Type.BOOL) && right.may(Type.BOOL) ? Type.BOOL : mismatch(binary, left, right);
      case "contains", "startsWith", "endsWith", "matches" ->
          strings ? Type.BOOL : mismatch(binary, left, right);
      case "in" ->
          right.may(Type.LIST) || right == Type.MAP && left.may(Type.STRING)
              ? Type.BOOL
              : mismatch(binary, left, right);
      case "+" -> strings ? any ? Type.ANY : Type.STRING : amount(binary, left, right);
      case "-", "*" -> amount(binary, left, right);
      case "/", "**" -> numbers ? Type.FLOAT : mismatch(binary, left, right);
      case "%" ->
          left.may(Type.INT) && right.may(Type.INT) ? Type.INT : mismatch(binary, left, right);
      case ".." ->
          left.may(Type.INT) && right.may(Type.INT) ? Type.LIST : mismatch(binary, left, right);
      case "??" -> left == right ? left : Type.ANY;
      default -> throw new IllegalStateException(binary.operator());
    };
  }

  private static boolean both(Type left, Type right, Type type) {
    return left.may(type) && right.may(type);
  }

  /// The sum, difference or product of numbers, times and durations.
  private static Type amount(Node.Binary binary, Type left, Type right) {
    if (left.isNumber() && right.isNumber()) {
      return number(left, right);
    }
    boolean product = binary.operator().equals("*");
    boolean minus = binary.operator().equals("-");
    boolean duration = left == Type.DURATION || right == Type.DURATION;
    boolean time = left == Type.TIME || right == Type.TIME;
    if ((left == Type.ANY || right == Type.ANY) && (duration || time && !product)) {
      return Type.ANY;
    }
    if (left == Type.DURATION && right == Type.DURATION) {
      return Type.DURATION;
    }
    if (product && duration && (left.isNumber() || right.isNumber())) {
      return Type.DURATION;
    }
    if (minus && left == Type.TIME && right == Type.TIME) {
      return Type.DURATION;
    }
    boolean shifted = !product && time && duration && (left == Type.TIME || !minus);
    return shifted ? Type.TIME : mismatch(binary, left, right);
  }

  private static Type number(Type left, Type right) {
    if (left == Type.ANY || right == Type.ANY) {
      return Type.ANY;
    }
    return left == Type.INT && right == Type.INT ? Type.INT : Type.FLOAT;
  }

  private static Type mismatch(Node.Binary binary, Type left, Type right) {
    throw mismatchError(binary.at(), binary.operator(), left, right);
  }

  private static Type mismatch(int at, String operator, Type left, Type right) {
    throw mismatchError(at, operator, left, right);
  }

  private static IllegalArgumentException mismatchError(
      int at, String operator, Type left, Type right) {
    return Lexer.error(
        at,
        "invalid operation: " + operator + " (mismatched types " + left + " and " + right + ")");
  }

  private Type choice(Node.Choice choice) {
    Type condition = type(choice.condition());
    if (!condition.may(Type.BOOL)) {
      throw Lexer.error(
          choice.condition().at(),
          "non-bool expression (type " + condition + ") used as condition");
    }
    Type yes = type(choice.yes());
    return yes == type(choice.no()) ? yes : Type.ANY;
  }

  private Type method(Node.Method method) {
    Type of = type(method.of());
    if (of == Type.ANY || of == Type.MAP) {
      method.arguments().forEach(this::type);
      return Type.ANY;
    }
    Scope.@Nullable Signature signature = TimeMethods.signature(of, method.name());
    if (signature == null) {
      throw Lexer.error(method.at(), TimeMethods.missing(of, method.name()));
    }
    checkCount(method.at(), method.name(), method.arguments().size(), signature);
    for (int i = 0; i < method.arguments().size(); i++) {
      Node argument = method.arguments().get(i);
      checkArgument(argument, type(argument), signature.parameters().get(i), method.name());
    }
    return signature.result();
  }

  private static void checkCount(int at, String name, int count, Scope.Signature signature) {
    int wanted = signature.parameters().size();
    if (count != wanted) {
      String few = count < wanted ? "not enough" : "too many";
      throw Lexer.error(at, few + " arguments to call " + name);
    }
  }

  private static void checkArgument(Node argument, Type type, Type wanted, String name) {
    if (wanted == Type.ANY || type.may(wanted)) {
      return;
    }
    throw Lexer.error(
        argument.at(),
        type == Type.NIL
            ? "cannot use nil as argument (type " + wanted + ") to call " + name
            : "cannot use " + type + " as argument (type " + wanted + ") to call " + name + " ");
  }

  private Type call(Node.Call call) {
    Scope.@Nullable Signature signature = scope.function(call.function());
    if (signature == null && TimeFunctions.isLenient(call.function())) {
      String wrong =
          TimeFunctions.wrong(call.function(), call.arguments().stream().map(this::type).toList());
      if (wrong.isEmpty()) {
        return Type.TIME;
      }
      throw Lexer.error(call.at(), wrong);
    }
    if (signature == null) {
      signature = Builtins.signature(call.function(), call.arguments().size());
    }
    if (signature == null) {
      throw unknown(call.at(), call.function());
    }
    List<Type> parameters = signature.parameters();
    checkCount(call.at(), call.function(), call.arguments().size(), signature);
    for (int i = 0; i < parameters.size(); i++) {
      Type type =
          i == 1 && Builtins.takesPredicate(call.function())
              ? predicate(call)
              : type(call.arguments().get(i));
      Type wanted = parameters.get(i);
      if (wanted != Type.ANY && !type.may(wanted)) {
        if (Builtins.takesPredicate(call.function()) && i < 2) {
          throw Lexer.error(
              call.arguments().get(i).at(),
              i == 1
                  ? "predicate should return boolean (got " + type + ")"
                  : "builtin " + call.function() + " takes only array (got " + type + ")");
        }
        checkArgument(call.arguments().get(i), type, wanted, call.function());
      }
    }
    return signature.result();
  }

  private Type predicate(Node.Call call) {
    elements.push(
        switch (call.function()) {
          case "map" -> Set.of("index");
          case "reduce" -> Set.of("index", "acc");
          default -> Set.of();
        });
    Type type = type(call.arguments().get(1));
    elements.pop();
    return type;
  }

  private Type index(Node.Index index) {
    Type list = type(index.list());
    Type at = type(index.index());
    if (list == Type.MAP) {
      if (!at.may(Type.STRING)) {
        throw Lexer.error(
            index.index().at(), "cannot use " + at + " to get an element from " + list);
      }
      return Type.ANY;
    }
    if (list == Type.ANY) {
      return Type.ANY;
    }
    if (list != Type.LIST) {
      throw Lexer.error(index.at(), "type " + list + "[" + at + "] is undefined");
    }
    if (!at.may(Type.INT)) {
      throw Lexer.error(
          index.index().at(),
          "array elements can only be selected using an integer (got " + at + ")");
    }
    return Type.ANY;
  }

  private Type slice(Node.Slice slice) {
    Type list = type(slice.list());
    if (!list.may(Type.LIST) && list != Type.STRING) {
      throw Lexer.error(slice.at(), "cannot slice " + list);
    }
    for (@Nullable Node bound : new @Nullable Node[] {slice.from(), slice.to()}) {
      if (bound != null && !type(bound).may(Type.INT)) {
        throw Lexer.error(bound.at(), "non-integer slice index " + type(bound));
      }
    }
    return list;
  }
}
