package dev.nodens.golang.expr;

import static dev.nodens.golang.expr.Evaluator.integer;
import static dev.nodens.golang.expr.Evaluator.list;
import static dev.nodens.golang.expr.Evaluator.number;
import static dev.nodens.golang.expr.Evaluator.text;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The functions of the language itself.
final class Builtins {
  private static final Set<String> PREDICATES =
      Set.of(
          "any",
          "all",
          "none",
          "one",
          "count",
          "filter",
          "map",
          "find",
          "findIndex",
          "findLast",
          "findLastIndex",
          "sum",
          "groupBy",
          "sortBy",
          "reduce");
  private static final Set<String> VARIADIC = Set.of("concat", "min", "max", "mean", "median");
  private static final long LONGEST_TEXT = 1_000_000;

  /// By name, and by number of arguments where there are several forms.
  private static final Map<String, Scope.Signature> SIGNATURES =
      Map.ofEntries(
          of("len/1", Type.INT, Type.ANY),
          of("lower/1", Type.STRING, Type.STRING),
          of("upper/1", Type.STRING, Type.STRING),
          of("trim/1", Type.STRING, Type.STRING),
          of("trim/2", Type.STRING, Type.STRING, Type.STRING),
          of("trimPrefix/1", Type.STRING, Type.STRING),
          of("trimSuffix/1", Type.STRING, Type.STRING),
          of("trimPrefix/2", Type.STRING, Type.STRING, Type.STRING),
          of("trimSuffix/2", Type.STRING, Type.STRING, Type.STRING),
          of("hasPrefix/2", Type.BOOL, Type.STRING, Type.STRING),
          of("hasSuffix/2", Type.BOOL, Type.STRING, Type.STRING),
          of("split/2", Type.LIST, Type.STRING, Type.STRING),
          of("split/3", Type.LIST, Type.STRING, Type.STRING, Type.INT),
          of("splitAfter/3", Type.LIST, Type.STRING, Type.STRING, Type.INT),
          of("join/1", Type.STRING, Type.LIST),
          of("join/2", Type.STRING, Type.LIST, Type.STRING),
          of("replace/3", Type.STRING, Type.STRING, Type.STRING, Type.STRING),
          of("replace/4", Type.STRING, Type.STRING, Type.STRING, Type.STRING, Type.INT),
          of("repeat/2", Type.STRING, Type.STRING, Type.INT),
          of("indexOf/2", Type.INT, Type.STRING, Type.STRING),
          of("lastIndexOf/2", Type.INT, Type.STRING, Type.STRING),
          of("int/1", Type.INT, Type.ANY),
          of("float/1", Type.FLOAT, Type.ANY),
          of("string/1", Type.STRING, Type.ANY),
          of("abs/1", Type.ANY, Type.ANY),
          of("ceil/1", Type.FLOAT, Type.ANY),
          of("floor/1", Type.FLOAT, Type.ANY),
          of("round/1", Type.FLOAT, Type.ANY),
          of("min/1", Type.ANY, Type.ANY),
          of("max/1", Type.ANY, Type.ANY),
          of("mean/1", Type.FLOAT, Type.ANY),
          of("median/1", Type.FLOAT, Type.ANY),
          of("first/1", Type.ANY, Type.LIST),
          of("last/1", Type.ANY, Type.LIST),
          of("reverse/1", Type.LIST, Type.LIST),
          of("any/2", Type.BOOL, Type.LIST, Type.BOOL),
          of("all/2", Type.BOOL, Type.LIST, Type.BOOL),
          of("none/2", Type.BOOL, Type.LIST, Type.BOOL),
          of("one/2", Type.BOOL, Type.LIST, Type.BOOL),
          of("count/2", Type.INT, Type.LIST, Type.BOOL),
          of("filter/2", Type.LIST, Type.LIST, Type.BOOL),
          of("map/2", Type.LIST, Type.LIST, Type.ANY),
          of("find/2", Type.ANY, Type.LIST, Type.BOOL),
          of("findIndex/2", Type.INT, Type.LIST, Type.BOOL),
          of("findLast/2", Type.ANY, Type.LIST, Type.BOOL),
          of("findLastIndex/2", Type.INT, Type.LIST, Type.BOOL),
          of("sum/1", Type.ANY, Type.LIST),
          of("sum/2", Type.ANY, Type.LIST, Type.ANY),
          of("groupBy/2", Type.ANY, Type.LIST, Type.ANY),
          of("sortBy/2", Type.LIST, Type.LIST, Type.ANY),
          of("sortBy/3", Type.LIST, Type.LIST, Type.ANY, Type.STRING),
          of("reduce/2", Type.ANY, Type.LIST, Type.ANY),
          of("reduce/3", Type.ANY, Type.LIST, Type.ANY, Type.ANY),
          of("count/1", Type.INT, Type.LIST),
          of("type/1", Type.STRING, Type.ANY),
          of("splitAfter/2", Type.LIST, Type.STRING, Type.STRING),
          of("toBase64/1", Type.STRING, Type.STRING),
          of("fromBase64/1", Type.STRING, Type.STRING),
          of("toJSON/1", Type.STRING, Type.ANY),
          of("fromJSON/1", Type.ANY, Type.STRING),
          of("now/0", Type.TIME),
          of("date/1", Type.TIME, Type.ANY),
          of("duration/1", Type.DURATION, Type.STRING),
          of("timezone/1", Type.LOCATION, Type.STRING),
          of("get/2", Type.ANY, Type.ANY, Type.ANY),
          of("take/2", Type.LIST, Type.LIST, Type.INT),
          of("keys/1", Type.LIST, Type.MAP),
          of("values/1", Type.LIST, Type.MAP),
          of("toPairs/1", Type.LIST, Type.MAP),
          of("fromPairs/1", Type.MAP, Type.LIST),
          of("uniq/1", Type.LIST, Type.LIST),
          of("concat/1", Type.LIST, Type.LIST),
          of("flatten/1", Type.LIST, Type.LIST),
          of("sort/1", Type.LIST, Type.LIST),
          of("sort/2", Type.LIST, Type.LIST, Type.STRING),
          of("bitand/2", Type.INT, Type.INT, Type.INT),
          of("bitor/2", Type.INT, Type.INT, Type.INT),
          of("bitxor/2", Type.INT, Type.INT, Type.INT),
          of("bitnand/2", Type.INT, Type.INT, Type.INT),
          of("bitshl/2", Type.INT, Type.INT, Type.INT),
          of("bitshr/2", Type.INT, Type.INT, Type.INT),
          of("bitushr/2", Type.INT, Type.INT, Type.INT),
          of("bitnot/1", Type.INT, Type.INT));

  private Builtins() {}

  private static Map.Entry<String, Scope.Signature> of(
      String name, Type result, Type... parameters) {
    return Map.entry(name, new Scope.Signature(Arrays.asList(parameters), result));
  }

  static boolean isBuiltin(String name) {
    return SIGNATURES.keySet().stream().anyMatch(key -> key.startsWith(name + "/"));
  }

  /// Whether a call of `name` with `count` arguments is one of a built-in function; a scope may
  /// have another function of that name.
  static boolean takes(String name, int count) {
    return SIGNATURES.containsKey(name + "/" + count)
        || VARIADIC.contains(name)
        || TimeFunctions.isLenient(name);
  }

  static boolean takesPredicate(String name) {
    return PREDICATES.contains(name);
  }

  /// What `name` takes, preferably `count` arguments; null if it is no built-in function.
  static Scope.@Nullable Signature signature(String name, int count) {
    Scope.@Nullable Signature one = SIGNATURES.get(name + "/1");
    if (one != null && VARIADIC.contains(name) && count > 1) {
      return new Scope.Signature(
          Collections.nCopies(count, one.parameters().getFirst()), one.result());
    }
    Scope.@Nullable Signature exact = SIGNATURES.get(name + "/" + count);
    for (int i = 0; exact == null && i <= 4; i++) {
      exact = SIGNATURES.get(name + "/" + i);
    }
    return exact;
  }

  static @Nullable Object call(String name, List<@Nullable Object> args) {
    @Nullable Object first = args.getFirst();
    return switch (name) {
      case "len" ->
          (long)
              (first instanceof String text
                  ? text.codePointCount(0, text.length())
                  : first instanceof Map<?, ?> map ? map.size() : list(first).size());
      case "int" -> toInteger(first);
      case "float" -> toFloat(first);
      case "string" -> show(first);
      case "abs" ->
          first instanceof Long whole ? (Object) Math.abs(whole) : (Object) Math.abs(number(first));
      case "ceil" -> Math.ceil(number(first));
      case "floor" -> Math.floor(number(first));
      case "round" -> (double) Math.round(number(first));
      case "count" -> Predicates.count(list(first));
      case "type" -> typeName(first);
      case "toJSON" -> JsonValues.write(first);
      case "fromJSON" -> JsonValues.read(text(first));
      case "first" -> list(first).isEmpty() ? null : list(first).getFirst();
      case "last" -> list(first).isEmpty() ? null : list(first).getLast();
      case "reverse" -> {
        var reversed = new ArrayList<>(list(first));
        Collections.reverse(reversed);
        yield reversed;
      }
      case "join" -> join(list(first), args.size() > 1 ? text(args.get(1)) : "");
      default -> ofOthers(name, first, args);
    };
  }

  private static @Nullable Object ofOthers(
      String name, @Nullable Object first, List<@Nullable Object> args) {
    if (name.startsWith("bit")) {
      return bits(name, integer(first), args.size() > 1 ? integer(args.get(1)) : 0);
    }
    return Collectives.exists(name)
        ? Collectives.call(name, args)
        : ofText(name, text(first), args);
  }

  private static String typeName(@Nullable Object value) {
    return switch (value) {
      case null -> "nil";
      case String _ -> "string";
      case Long _ -> "int";
      case Double _ -> "float";
      case Boolean _ -> "bool";
      case List<?> _ -> "array";
      case Map<?, ?> _ -> "map";
      default -> Objects.requireNonNullElse(TimeMethods.typeName(value), "unknown");
    };
  }

  private static long bits(String name, long a, long b) {
    boolean shifts = name.startsWith("bitsh") || name.equals("bitushr");
    if (shifts && b < 0) {
      throw new EvaluationException("invalid operation: negative shift count " + b + " (type int)");
    }
    boolean out = b >= Long.SIZE;
    return switch (name) {
      case "bitand" -> a & b;
      case "bitor" -> a | b;
      case "bitxor" -> a ^ b;
      case "bitnand" -> a & ~b;
      case "bitshl" -> out ? 0 : a << b;
      case "bitshr" -> a >> Math.min(b, Long.SIZE - 1);
      case "bitushr" -> out ? 0 : a >>> b;
      default -> ~a;
    };
  }

  private static Object ofText(String name, String text, List<@Nullable Object> args) {
    return switch (name) {
      case "lower" -> text.toLowerCase(Locale.ROOT);
      case "upper" -> text.toUpperCase(Locale.ROOT);
      case "trim" -> args.size() == 1 ? text.strip() : trim(text, text(args.get(1)));
      case "trimPrefix" -> {
        String prefix = args.size() > 1 ? text(args.get(1)) : " ";
        yield text.startsWith(prefix) ? text.substring(prefix.length()) : text;
      }
      case "trimSuffix" -> {
        String suffix = args.size() > 1 ? text(args.get(1)) : " ";
        yield text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
      }
      case "hasPrefix" -> text.startsWith(text(args.get(1)));
      case "hasSuffix" -> text.endsWith(text(args.get(1)));
      case "split" -> Splitting.split(text, text(args.get(1)), most(args, 2));
      case "splitAfter" -> Splitting.splitAfter(text, text(args.get(1)), most(args, 2));
      case "toBase64" -> Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
      case "fromBase64" -> fromBase64(text);
      case "replace" ->
          Splitting.replace(text, text(args.get(1)), text(args.get(2)), most(args, 3));
      case "repeat" -> repeat(text, integer(args.get(1)));
      case "indexOf" -> (long) text.indexOf(text(args.get(1)));
      case "lastIndexOf" -> (long) text.lastIndexOf(text(args.get(1)));
      default -> throw new IllegalStateException(name);
    };
  }

  private static String trim(String text, String characters) {
    int from = 0;
    int to = text.length();
    while (from < to && characters.indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && characters.indexOf(text.charAt(to - 1)) >= 0) {
      to--;
    }
    return text.substring(from, to);
  }

  private static String fromBase64(String text) {
    try {
      return new String(Base64.getDecoder().decode(text), UTF_8);
    } catch (IllegalArgumentException e) {
      throw new EvaluationException("illegal base64 data");
    }
  }

  private static String repeat(String text, long times) {
    if (times < 0 || times * Math.max(1, text.length()) > LONGEST_TEXT) {
      throw new EvaluationException("memory budget exceeded");
    }
    return text.repeat((int) times);
  }

  private static String join(List<@Nullable Object> items, String separator) {
    var texts = new ArrayList<String>();
    items.forEach(item -> texts.add(text(item)));
    return String.join(separator, texts);
  }

  /// The number of pieces or places; all if there is none.
  private static long most(List<@Nullable Object> args, int at) {
    return args.size() > at ? integer(args.get(at)) : -1;
  }

  private static long toInteger(@Nullable Object value) {
    @Nullable Long own = TimeMethods.number(value);
    if (own != null) {
      return own;
    }
    if (value instanceof Number number) {
      return number.longValue();
    }
    try {
      return Long.parseLong(text(value));
    } catch (NumberFormatException e) {
      throw new EvaluationException("invalid operation: int(" + value + ")");
    }
  }

  private static double toFloat(@Nullable Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    try {
      return Double.parseDouble(text(value));
    } catch (NumberFormatException e) {
      throw new EvaluationException("invalid operation: float(" + value + ")");
    }
  }

  /// As Go prints a value.
  static String show(@Nullable Object value) {
    return switch (value) {
      case null -> "<nil>";
      case Double number -> GoFloat.text(number, -4, 6, 2);
      case List<?> items -> {
        var texts = new ArrayList<String>();
        items.forEach(item -> texts.add(show(item)));
        yield "[" + String.join(" ", texts) + "]";
      }
      case Map<?, ?> map -> {
        var texts = new TreeSet<String>();
        map.forEach((key, item) -> texts.add(show(key) + ":" + show(item)));
        yield "map[" + String.join(" ", texts) + "]";
      }
      default -> TimeMethods.show(value);
    };
  }
}
