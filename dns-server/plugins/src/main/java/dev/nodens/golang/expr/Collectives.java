package dev.nodens.golang.expr;

import static dev.nodens.golang.expr.Evaluator.integer;
import static dev.nodens.golang.expr.Evaluator.list;
import static dev.nodens.golang.expr.Evaluator.number;
import static dev.nodens.golang.expr.Evaluator.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The built-in functions of lists and maps. Keys of maps come in the order in which they were put
/// in, where Go's order is any.
final class Collectives {
  private static final Set<String> NAMES =
      Set.of(
          "min",
          "max",
          "mean",
          "median",
          "sum",
          "get",
          "take",
          "keys",
          "values",
          "toPairs",
          "fromPairs",
          "uniq",
          "concat",
          "flatten",
          "sort");

  private Collectives() {}

  static boolean exists(String name) {
    return NAMES.contains(name);
  }

  static @Nullable Object call(String name, List<@Nullable Object> args) {
    @Nullable Object first = args.getFirst();
    return switch (name) {
      case "min" -> extreme(flat(args), 1);
      case "max" -> extreme(flat(args), -1);
      case "mean" -> mean(flat(args));
      case "median" -> median(flat(args));
      case "sum" -> sum(list(first));
      case "get" -> get(first, args.get(1));
      case "take" -> take(list(first), integer(args.get(1)));
      case "keys" -> new ArrayList<@Nullable Object>(map(first).keySet());
      case "values" -> new ArrayList<@Nullable Object>(map(first).values());
      case "toPairs" -> pairs(map(first));
      case "fromPairs" -> fromPairs(list(first));
      case "uniq" -> uniq(list(first));
      case "concat" -> concat(args);
      case "flatten" -> flat(list(first));
      case "sort" -> sorted(list(first), args.subList(1, args.size()));
      default -> throw new IllegalStateException(name);
    };
  }

  @SuppressWarnings("unchecked")
  private static Map<Object, @Nullable Object> map(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<Object, @Nullable Object>) map;
    }
    throw new EvaluationException("interface conversion: " + value + " is not a map");
  }

  private static List<@Nullable Object> flat(List<@Nullable Object> items) {
    var flat = new ArrayList<@Nullable Object>();
    for (@Nullable Object item : items) {
      if (item instanceof List<?>) {
        flat.addAll(flat(list(item)));
      } else {
        flat.add(item);
      }
    }
    return flat;
  }

  private static @Nullable Object extreme(List<@Nullable Object> items, int sign) {
    @Nullable Object extreme = null;
    for (@Nullable Object item : items) {
      if (!(item instanceof Duration)) {
        number(item);
      }
      boolean better = extreme == null || Evaluator.compare(item, extreme) * sign < 0;
      extreme = better ? item : extreme;
    }
    return extreme;
  }

  /// Whole if all items are; 0 of nothing.
  static Object sum(List<@Nullable Object> items) {
    if (items.stream().allMatch(Long.class::isInstance)) {
      return items.stream().mapToLong(Evaluator::integer).sum();
    }
    return items.stream().mapToDouble(Evaluator::number).sum();
  }

  private static double mean(List<@Nullable Object> items) {
    return items.stream().mapToDouble(Evaluator::number).average().orElse(0);
  }

  private static double median(List<@Nullable Object> items) {
    double[] numbers = items.stream().mapToDouble(Evaluator::number).sorted().toArray();
    int count = numbers.length;
    if (count == 0) {
      return 0;
    }
    return count % 2 == 1 ? numbers[count / 2] : (numbers[count / 2 - 1] + numbers[count / 2]) / 2;
  }

  private static @Nullable Object get(@Nullable Object of, @Nullable Object key) {
    if (of instanceof Map<?, ?> map) {
      return key == null ? null : map.get(key);
    }
    if (of instanceof List<?> items && key instanceof Long index) {
      long at = index < 0 ? index + items.size() : index;
      return at >= 0 && at < items.size() ? items.get((int) at) : null;
    }
    return null;
  }

  private static List<@Nullable Object> take(List<@Nullable Object> items, long count) {
    if (count < 0) {
      throw new EvaluationException("slice bounds out of range: " + count);
    }
    return new ArrayList<>(items.subList(0, (int) Math.min(count, items.size())));
  }

  private static List<@Nullable Object> pairs(Map<Object, @Nullable Object> map) {
    var pairs = new ArrayList<@Nullable Object>();
    map.forEach((key, value) -> {
      var pair = new ArrayList<@Nullable Object>();
      pair.add(key);
      pair.add(value);
      pairs.add(pair);
    });
    return pairs;
  }

  private static Map<Object, @Nullable Object> fromPairs(List<@Nullable Object> pairs) {
    var map = new LinkedHashMap<Object, @Nullable Object>();
    for (@Nullable Object item : pairs) {
      List<@Nullable Object> pair = list(item);
      if (pair.size() != 2) {
        throw new EvaluationException("invalid pair length " + Builtins.show(pair));
      }
      @Nullable Object key = pair.getFirst();
      map.put(key == null ? "" : key, pair.getLast());
    }
    return map;
  }

  private static List<@Nullable Object> uniq(List<@Nullable Object> items) {
    var kept = new ArrayList<@Nullable Object>();
    for (@Nullable Object item : items) {
      if (kept.stream().noneMatch(other -> Evaluator.same(item, other))) {
        kept.add(item);
      }
    }
    return kept;
  }

  private static List<@Nullable Object> concat(List<@Nullable Object> lists) {
    var all = new ArrayList<@Nullable Object>();
    lists.forEach(items -> all.addAll(list(items)));
    return all;
  }

  private static List<@Nullable Object> sorted(
      List<@Nullable Object> items, List<@Nullable Object> more) {
    var sorted = new ArrayList<@Nullable Object>(items);
    sorted.sort(order(more));
    return sorted;
  }

  /// @param more `asc` or `desc`, or nothing
  static Comparator<@Nullable Object> order(List<@Nullable Object> more) {
    String order = more.isEmpty() ? "asc" : text(more.getFirst());
    Comparator<@Nullable Object> upward = Evaluator::compare;
    return switch (order) {
      case "asc" -> upward;
      case "desc" -> (a, b) -> Evaluator.compare(b, a);
      default -> throw new EvaluationException("invalid order " + order + ", expected asc or desc");
    };
  }
}
