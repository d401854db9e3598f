package dev.nodens.golang.expr;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.golang.Regex;
import dev.nodens.golang.time.GoTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Computes the value of a checked expression. One evaluation, one thread.
final class Evaluator {
  private static final long LONGEST_RANGE = 1_000_000;

  private final Scope.Values values;
  private final Map<String, @Nullable Object> declared = new HashMap<>();
  private final Deque<Predicates.Element> elements = new ArrayDeque<>();

  Evaluator(Scope.Values values) {
    this.values = values;
  }

  @Nullable Object value(Node node) {
    return switch (node) {
      case Node.Constant constant -> constant.value();
      case Node.Variable variable ->
          declared.containsKey(variable.name())
              ? declared.get(variable.name())
              : values.variable(variable.name());
      case Node.Element element ->
          switch (element.name()) {
            case "index" -> elements.element().index();
            case "acc" -> elements.element().accumulated();
            default -> elements.element().item();
          };
      case Node.MapOf map -> map(map);
      case Node.Member member -> member(member);
      case Node.Let let -> {
        declared.put(let.name(), value(let.value()));
        @Nullable Object value = value(let.body());
        declared.remove(let.name());
        yield value;
      }
      case Node.Sequence sequence -> all(sequence.nodes()).getLast();
      case Node.ListOf list -> all(list.items());
      case Node.Unary unary -> unary(unary);
      case Node.Binary binary -> binary(binary);
      case Node.Matches matches -> matches.pattern().find(text(value(matches.text())));
      case Node.Choice choice ->
          value(bool(value(choice.condition())) ? choice.yes() : choice.no());
      case Node.Call call -> call(call);
      case Node.Method method -> method(method);
      case Node.Index index -> {
        @Nullable Object list = value(index.list());
        yield list == null && Node.isOptional(index) ? null : index(list, value(index.index()));
      }
      case Node.Slice slice -> slice(slice);
    };
  }

  private Map<String, @Nullable Object> map(Node.MapOf map) {
    var entries = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < map.keys().size(); i++) {
      entries.put(text(value(map.keys().get(i))), value(map.values().get(i)));
    }
    return entries;
  }

  private @Nullable Object member(Node.Member member) {
    @Nullable Object of = value(member.of());
    if (of instanceof Map<?, ?> map) {
      return map.get(member.name());
    }
    if (of == null && Node.isOptional(member)) {
      return null;
    }
    throw new EvaluationException("cannot fetch " + member.name() + " from " + of);
  }

  private @Nullable Object method(Node.Method method) {
    @Nullable Object of = value(method.of());
    return of == null && Node.isOptional(method)
        ? null
        : TimeMethods.call(of, method.name(), all(method.arguments()));
  }

  private List<@Nullable Object> all(List<Node> nodes) {
    var all = new ArrayList<@Nullable Object>();
    nodes.forEach(node -> all.add(value(node)));
    return all;
  }

  private @Nullable Object unary(Node.Unary unary) {
    @Nullable Object operand = value(unary.operand());
    if (unary.operator().equals("not")) {
      return !bool(operand);
    }
    if (unary.operator().equals("+")) {
      return operand;
    }
    return operand instanceof Long number ? (Object) (-number) : (Object) (-number(operand));
  }

  private @Nullable Object binary(Node.Binary binary) {
    @Nullable Object left = value(binary.left());
    return switch (binary.operator()) {
      case "&&" -> bool(left) && bool(value(binary.right()));
      case "||" -> bool(left) || bool(value(binary.right()));
      case "??" -> left == null ? value(binary.right()) : left;
      default -> operate(binary.operator(), left, value(binary.right()));
    };
  }

  private static Object operate(String operator, @Nullable Object left, @Nullable Object right) {
    return switch (operator) {
      case "==" -> same(left, right);
      case "!=" -> !same(left, right);
      case "<" -> compare(left, right) < 0;
      case ">" -> compare(left, right) > 0;
      case "<=" -> compare(left, right) <= 0;
      case ">=" -> compare(left, right) >= 0;
      case "contains" -> text(left).contains(text(right));
      case "startsWith" -> text(left).startsWith(text(right));
      case "endsWith" -> text(left).endsWith(text(right));
      case "matches" -> matches(text(left), text(right));
      case "in" ->
          right instanceof Map<?, ?> map
              ? left != null && map.containsKey(left)
              : list(right).stream().anyMatch(item -> same(left, item));
      case ".." -> range(integer(left), integer(right));
      case "+" -> left instanceof String text ? text + text(right) : arithmetic('+', left, right);
      case "-" -> arithmetic('-', left, right);
      case "*" -> arithmetic('*', left, right);
      case "/" -> number(left) / number(right);
      case "**" -> Math.pow(number(left), number(right));
      case "%" -> {
        if (integer(right) == 0) {
          throw new EvaluationException("integer divide by zero");
        }
        yield integer(left) % integer(right);
      }
      default -> throw new IllegalStateException(operator);
    };
  }

  private static boolean matches(String text, String pattern) {
    try {
      return Regex.compile(pattern).find(text);
    } catch (IllegalArgumentException e) {
      throw new EvaluationException(String.valueOf(e.getMessage()));
    }
  }

  private static List<@Nullable Object> range(long from, long to) {
    if (to - from >= LONGEST_RANGE) {
      throw new EvaluationException("memory budget exceeded");
    }
    return new ArrayList<>(LongStream.rangeClosed(from, to).boxed().toList());
  }

  private static Object arithmetic(char operator, @Nullable Object left, @Nullable Object right) {
    if (left instanceof Duration || left instanceof GoTime || right instanceof Duration) {
      @Nullable Object result =
          operator == '*'
              ? TimeFunctions.product(left, right)
              : left == null ? null : TimeFunctions.sum(operator == '-', left, right);
      if (result == null) {
        throw new EvaluationException("invalid operation: " + left + " " + operator + " " + right);
      }
      return result;
    }
    if (left instanceof Long a && right instanceof Long b) {
      return switch (operator) {
        case '+' -> a + b;
        case '-' -> a - b;
        default -> a * b;
      };
    }
    double a = number(left);
    double b = number(right);
    return switch (operator) {
      case '+' -> a + b;
      case '-' -> a - b;
      default -> a * b;
    };
  }

  static boolean same(@Nullable Object left, @Nullable Object right) {
    boolean numbers = left instanceof Number && right instanceof Number;
    if (left instanceof GoTime time && right instanceof GoTime other) {
      return time.isSame(other);
    }
    return numbers ? number(left) == number(right) : Objects.equals(left, right);
  }

  static int compare(@Nullable Object left, @Nullable Object right) {
    if (left instanceof String text) {
      return text.compareTo(text(right));
    }
    if (left instanceof GoTime time && right instanceof GoTime other) {
      return time.compareTo(other);
    }
    if (left instanceof Duration duration && right instanceof Duration other) {
      return duration.compareTo(other);
    }
    return Double.compare(number(left), number(right));
  }

  private @Nullable Object call(Node.Call call) {
    String function = call.function();
    List<Node> nodes = call.arguments();
    if (nodes.size() > 1 && Builtins.takesPredicate(function)) {
      List<@Nullable Object> list = list(value(nodes.getFirst()));
      List<@Nullable Object> more = all(nodes.subList(2, nodes.size()));
      return new Predicates(element -> predicate(nodes.get(1), element)).call(function, list, more);
    }
    List<@Nullable Object> arguments = all(call.arguments());
    if (TimeFunctions.exists(function)) {
      return TimeFunctions.call(function, arguments, values.now());
    }
    return Builtins.takes(function, arguments.size())
        ? Builtins.call(function, arguments)
        : values.call(function, arguments);
  }

  private @Nullable Object predicate(Node node, Predicates.Element element) {
    elements.push(element);
    @Nullable Object value = value(node);
    elements.pop();
    return value;
  }

  private static @Nullable Object index(@Nullable Object list, @Nullable Object key) {
    if (list instanceof Map<?, ?> map) {
      return key == null ? null : map.get(key);
    }
    long index = integer(key);
    // Of a text, which only JSON can bring here, it is an octet.
    byte[] octets = list instanceof String text ? text.getBytes(UTF_8) : new byte[0];
    long size = list instanceof String ? octets.length : list(list).size();
    long at = index < 0 ? index + size : index;
    if (at < 0 || at >= size) {
      throw new EvaluationException("index out of range: " + index);
    }
    return list instanceof String ? (Object) (octets[(int) at] & 0xffL) : list(list).get((int) at);
  }

  private Object slice(Node.Slice slice) {
    @Nullable Object list = value(slice.list());
    int size = list instanceof String text ? text.length() : list(list).size();
    int from = bound(slice.from(), 0, size);
    int to = Math.max(from, bound(slice.to(), size, size));
    return list instanceof String text
        ? text.substring(from, to)
        : new ArrayList<>(list(list).subList(from, to));
  }

  private int bound(@Nullable Node node, int otherwise, int size) {
    if (node == null) {
      return otherwise;
    }
    long bound = integer(value(node));
    return Math.clamp(bound < 0 ? bound + size : bound, 0, size);
  }

  static boolean bool(@Nullable Object value) {
    if (value instanceof Boolean bool) {
      return bool;
    }
    throw wrong(value, "bool");
  }

  static String text(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw wrong(value, "string");
  }

  static long integer(@Nullable Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw wrong(value, "int");
  }

  static double number(@Nullable Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw wrong(value, "number");
  }

  @SuppressWarnings("unchecked")
  static List<@Nullable Object> list(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return (List<@Nullable Object>) list;
    }
    throw wrong(value, "array");
  }

  private static EvaluationException wrong(@Nullable Object value, String wanted) {
    return new EvaluationException("interface conversion: " + value + " is not a " + wanted);
  }
}
