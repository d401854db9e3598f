package dev.nodens.golang.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The functions of templates, and `parseInt`, which CoreDNS adds.
final class Functions {
  private static final Set<String> NAMES =
      Set.of(
          "and",
          "or",
          "not",
          "len",
          "index",
          "slice",
          "print",
          "printf",
          "println",
          "eq",
          "ne",
          "lt",
          "le",
          "gt",
          "ge",
          "html",
          "js",
          "urlquery",
          "call",
          "parseInt");

  private Functions() {}

  static boolean exists(String name) {
    return NAMES.contains(name);
  }

  static boolean isShortCircuit(String name) {
    return name.equals("and") || name.equals("or");
  }

  static @Nullable Object call(String name, List<@Nullable Object> arguments) {
    return switch (name) {
      case "not" -> !truth(only(name, arguments));
      case "len" -> length(only(name, arguments));
      case "index" -> index(arguments);
      case "slice" -> slice(arguments);
      case "print" -> print(arguments);
      case "println" -> println(arguments);
      case "printf" ->
          Formatting.format(
              text(name, first(name, arguments)), arguments.subList(1, arguments.size()));
      case "eq" -> equal(arguments);
      case "ne" -> !same(pair(name, arguments), arguments.get(1));
      case "lt" -> compare(pair(name, arguments), arguments.get(1)) < 0;
      case "le" -> compare(pair(name, arguments), arguments.get(1)) <= 0;
      case "gt" -> compare(pair(name, arguments), arguments.get(1)) > 0;
      case "ge" -> compare(pair(name, arguments), arguments.get(1)) >= 0;
      case "html" -> Escapes.html(print(arguments));
      case "js" -> Escapes.js(print(arguments));
      case "urlquery" -> Escapes.query(print(arguments));
      case "call" ->
          throw new TemplateException(
              "error calling call: non-function " + show(first(name, arguments)));
      case "parseInt" -> parseInt(arguments);
      default -> throw new TemplateException("function \"" + name + "\" not defined");
    };
  }

  private static @Nullable Object first(String name, List<@Nullable Object> arguments) {
    if (arguments.isEmpty()) {
      throw new TemplateException("wrong number of args for " + name + ": want at least 1 got 0");
    }
    return arguments.getFirst();
  }

  private static @Nullable Object only(String name, List<@Nullable Object> arguments) {
    if (arguments.size() != 1) {
      throw new TemplateException(
          "wrong number of args for " + name + ": want 1 got " + arguments.size());
    }
    return arguments.getFirst();
  }

  private static @Nullable Object pair(String name, List<@Nullable Object> arguments) {
    if (arguments.size() != 2) {
      throw new TemplateException(
          "wrong number of args for " + name + ": want 2 got " + arguments.size());
    }
    return arguments.getFirst();
  }

  private static String text(String name, @Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new TemplateException("wrong type for value of " + name + ": " + show(value));
  }

  /// Whether a value counts as true: what is not zero and not empty.
  static boolean truth(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean bool -> bool;
      case Number number -> number.doubleValue() != 0;
      case String text -> !text.isEmpty();
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> true;
    };
  }

  private static long length(@Nullable Object value) {
    return switch (value) {
      case String text -> text.getBytes(UTF_8).length;
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      case null, default -> throw new TemplateException("len of type " + show(value));
    };
  }

  private static @Nullable Object index(List<@Nullable Object> arguments) {
    @Nullable Object value = first("index", arguments);
    for (@Nullable Object key : arguments.subList(1, arguments.size())) {
      if (value instanceof Map<?, ?> map) {
        value = map.containsKey(show(key)) ? map.get(show(key)) : missing(map);
      } else if (value instanceof List<?> list && key instanceof Long at) {
        if (at < 0 || at >= list.size()) {
          throw new TemplateException("error calling index: index out of range: " + at);
        }
        value = list.get(at.intValue());
      } else if (value instanceof String text && key instanceof Long at) {
        if (at < 0 || at >= text.length()) {
          throw new TemplateException("error calling index: index out of range: " + at);
        }
        value = (long) text.charAt(at.intValue());
      } else {
        throw new TemplateException("error calling index: can't index item of " + show(value));
      }
    }
    return value;
  }

  /// What a map has for a key that it does not have: the empty text if its values are texts.
  static @Nullable Object missing(Map<?, ?> map) {
    return map.values().stream().allMatch(String.class::isInstance) && !map.isEmpty() ? "" : null;
  }

  private static Object slice(List<@Nullable Object> arguments) {
    return switch (first("slice", arguments)) {
      case String text -> {
        int[] range = range(arguments, text.length());
        yield text.substring(range[0], range[1]);
      }
      case List<?> list -> {
        int[] range = range(arguments, list.size());
        yield new ArrayList<Object>(list.subList(range[0], range[1]));
      }
      case null, default ->
          throw new TemplateException(
              "error calling slice: can't slice item of " + show(arguments.getFirst()));
    };
  }

  private static int[] range(List<@Nullable Object> arguments, int size) {
    int from = arguments.size() > 1 ? bound(arguments.get(1), size) : 0;
    int to = arguments.size() > 2 ? bound(arguments.get(2), size) : size;
    if (from > to) {
      throw new TemplateException("error calling slice: invalid slice index: " + from + " > " + to);
    }
    return new int[] {from, to};
  }

  private static int bound(@Nullable Object value, int size) {
    if (value instanceof Long at && at >= 0 && at <= size) {
      return at.intValue();
    }
    throw new TemplateException("error calling slice: index out of range: " + show(value));
  }

  /// Spaces stand between operands that are both no texts.
  private static String print(List<@Nullable Object> arguments) {
    var text = new StringBuilder();
    for (int i = 0; i < arguments.size(); i++) {
      boolean space =
          i > 0
              && !(arguments.get(i) instanceof String)
              && !(arguments.get(i - 1) instanceof String);
      text.append(space ? " " : "").append(show(arguments.get(i)));
    }
    return text.toString();
  }

  private static String println(List<@Nullable Object> arguments) {
    var texts = new ArrayList<String>();
    arguments.forEach(argument -> texts.add(show(argument)));
    return String.join(" ", texts) + "\n";
  }

  private static boolean equal(List<@Nullable Object> arguments) {
    @Nullable Object first = first("eq", arguments);
    if (arguments.size() == 1) {
      throw new TemplateException("error calling eq: missing argument for comparison");
    }
    for (@Nullable Object other : arguments.subList(1, arguments.size())) {
      if (same(first, other)) {
        return true;
      }
    }
    return false;
  }

  private static boolean same(@Nullable Object left, @Nullable Object right) {
    if (left != null && right != null && left.getClass() != right.getClass()) {
      throw new TemplateException("error calling eq: incompatible types for comparison");
    }
    return Objects.equals(left, right);
  }

  private static int compare(@Nullable Object left, @Nullable Object right) {
    return switch (left) {
      case String text when right instanceof String other -> text.compareTo(other);
      case Long number when right instanceof Long other -> number.compareTo(other);
      case Double number when right instanceof Double other -> number.compareTo(other);
      case null, default ->
          throw new TemplateException("error calling lt: incompatible types for comparison");
    };
  }

  /// `parseInt TEXT BASE BITS`: without a sign.
  private static long parseInt(List<@Nullable Object> arguments) {
    if (arguments.size() != 3
        || !(arguments.get(1) instanceof Long base)
        || !(arguments.get(2) instanceof Long)) {
      throw new TemplateException("wrong number of args for parseInt: want 3");
    }
    String text = text("parseInt", arguments.getFirst());
    try {
      return Long.parseUnsignedLong(text, base.intValue() == 0 ? 10 : base.intValue());
    } catch (NumberFormatException e) {
      throw new TemplateException(
          "error calling parseInt: strconv.ParseUint: parsing \"" + text + "\": invalid syntax");
    }
  }

  /// As Go prints a value.
  static String show(@Nullable Object value) {
    return switch (value) {
      case null -> "<no value>";
      case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
          Long.toString((long) (double) number);
      case List<?> items -> {
        var texts = new ArrayList<String>();
        items.forEach(item -> texts.add(show(item)));
        yield "[" + String.join(" ", texts) + "]";
      }
      case Map<?, ?> map -> {
        var texts = new ArrayList<String>();
        new TreeMap<>(map).forEach((key, item) -> texts.add(key + ":" + show(item)));
        yield "map[" + String.join(" ", texts) + "]";
      }
      case Fields fields when fields.values().containsKey("String") ->
          show(fields.values().get("String"));
      default -> value.toString();
    };
  }
}
