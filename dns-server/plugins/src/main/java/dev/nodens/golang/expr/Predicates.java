package dev.nodens.golang.expr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The built-in functions that compute something of each element of a list.
final class Predicates {
  private final Function<Element, @Nullable Object> predicate;

  /// What a predicate is about.
  ///
  /// @param item the element
  /// @param accumulated of `reduce`: the value so far
  record Element(@Nullable Object item, long index, @Nullable Object accumulated) {}

  Predicates(Function<Element, @Nullable Object> predicate) {
    this.predicate = predicate;
  }

  /// @param more the arguments behind the predicate
  @Nullable Object call(String function, List<@Nullable Object> list, List<@Nullable Object> more) {
    if (function.equals("reduce")) {
      return reduce(list, more);
    }
    var results = new ArrayList<@Nullable Object>();
    for (int i = 0; i < list.size(); i++) {
      results.add(predicate.apply(new Element(list.get(i), i, null)));
    }
    return switch (function) {
      case "map" -> results;
      case "sum" -> Collectives.sum(results);
      case "groupBy" -> groups(list, results);
      case "sortBy" -> sorted(list, results, more);
      default -> chosen(function, list, results);
    };
  }

  private static @Nullable Object chosen(
      String function, List<@Nullable Object> list, List<@Nullable Object> results) {
    int[] chosen =
        IntStream.range(0, list.size()).filter(i -> Evaluator.bool(results.get(i))).toArray();
    int count = chosen.length;
    return switch (function) {
      case "any" -> count > 0;
      case "all" -> count == list.size();
      case "none" -> count == 0;
      case "one" -> count == 1;
      case "count" -> (long) count;
      case "filter" -> pick(list, chosen);
      case "find" -> count == 0 ? null : list.get(chosen[0]);
      case "findIndex" -> count == 0 ? -1L : (Object) (long) chosen[0];
      case "findLast" -> count == 0 ? null : list.get(chosen[count - 1]);
      case "findLastIndex" -> count == 0 ? -1L : (Object) (long) chosen[count - 1];
      default -> throw new IllegalStateException(function);
    };
  }

  private static List<@Nullable Object> pick(List<@Nullable Object> list, int[] chosen) {
    var picked = new ArrayList<@Nullable Object>();
    for (int at : chosen) {
      picked.add(list.get(at));
    }
    return picked;
  }

  /// Number of elements that are true.
  static long count(List<@Nullable Object> list) {
    return list.stream().filter(Evaluator::bool).count();
  }

  private @Nullable Object reduce(List<@Nullable Object> list, List<@Nullable Object> more) {
    boolean given = !more.isEmpty();
    if (!given && list.isEmpty()) {
      throw new EvaluationException("reduce of empty array with no initial value");
    }
    @Nullable Object value = given ? more.getFirst() : list.getFirst();
    for (int i = given ? 0 : 1; i < list.size(); i++) {
      value = predicate.apply(new Element(list.get(i), i, value));
    }
    return value;
  }

  private static Map<Object, List<@Nullable Object>> groups(
      List<@Nullable Object> list, List<@Nullable Object> keys) {
    var groups = new LinkedHashMap<Object, List<@Nullable Object>>();
    for (int i = 0; i < list.size(); i++) {
      @Nullable Object key = keys.get(i);
      groups.computeIfAbsent(key == null ? "" : key, k -> new ArrayList<>()).add(list.get(i));
    }
    return groups;
  }

  private static List<@Nullable Object> sorted(
      List<@Nullable Object> list, List<@Nullable Object> keys, List<@Nullable Object> more) {
    Comparator<@Nullable Object> order = Collectives.order(more);
    int[] places =
        IntStream.range(0, list.size())
            .boxed()
            .sorted((a, b) -> order.compare(keys.get(a), keys.get(b)))
            .mapToInt(Integer::intValue)
            .toArray();
    return pick(list, places);
  }
}
