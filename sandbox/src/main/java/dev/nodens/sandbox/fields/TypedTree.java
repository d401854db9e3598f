package dev.nodens.sandbox.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.schema.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Trees seen through their schema: which paths a tree has, how two trees differ, and how an
/// applied tree merges into a live one. Pure; any thread.
final class TypedTree {
  private TypedTree() {}

  /// How a value behaves, once its schema and its type are known.
  static Schema.Shape shape(Schema schema, @Nullable JsonNode left, @Nullable JsonNode right) {
    Schema.Shape declared = schema.shape();
    JsonNode known = right == null || right.isNull() ? left : right;
    return switch (declared) {
      case LEAF -> declared;
      case MAP ->
          known == null || known.isNull() || known.isObject() ? declared : Schema.Shape.LEAF;
      case LIST ->
          known == null || known.isNull() || known.isArray() ? declared : Schema.Shape.LEAF;
      case UNTYPED ->
          known != null && known.isObject() && (left == null || left.isNull() || left.isObject())
              ? Schema.Shape.MAP
              : Schema.Shape.LEAF;
    };
  }

  /// The element that tells `item` apart in its list; `index` serves when nothing else does.
  static PathElement identify(Schema list, JsonNode item, int index) {
    if (list.listType().equals("set")) {
      return PathElement.value(item);
    }
    ObjectNode keys = Json.object();
    for (String key : new TreeSet<>(list.mapKeys())) {
      JsonNode value = item.get(key);
      if (value == null) {
        value = list.items().propertyOrAny(key).defaultValue();
      }
      if (value != null) {
        keys.set(key, value);
      }
    }
    return keys.isEmpty() ? new PathElement('i', Integer.toString(index)) : PathElement.key(keys);
  }

  /// The items of a list by their element; of items that share one, the first.
  static Map<PathElement, JsonNode> index(Schema list, @Nullable JsonNode items) {
    var byElement = new LinkedHashMap<PathElement, JsonNode>();
    if (items != null && items.isArray()) {
      for (int i = 0; i < items.size(); i++) {
        byElement.putIfAbsent(identify(list, items.get(i), i), items.get(i));
      }
    }
    return byElement;
  }

  /// The first element that two items of the list share; null when all differ.
  static @Nullable PathElement duplicate(Schema list, JsonNode items) {
    var seen = new HashSet<PathElement>();
    for (int i = 0; i < items.size(); i++) {
      PathElement element = identify(list, items.get(i), i);
      if (!seen.add(element)) {
        return element;
      }
    }
    return null;
  }

  /// Every path that `tree` sets.
  static FieldSet paths(Schema schema, JsonNode tree) {
    var set = new FieldSet();
    collect(schema, tree, new ArrayList<>(), set);
    return set;
  }

  private static void collect(Schema schema, JsonNode tree, List<PathElement> path, FieldSet into) {
    switch (shape(schema, tree, null)) {
      case MAP -> {
        for (var entry : tree.properties()) {
          path.add(PathElement.field(entry.getKey()));
          JsonNode value = entry.getValue();
          collect(schema.propertyOrAny(entry.getKey()), value, path, into);
          boolean empty = value.isNull() || (value.isObject() && value.isEmpty());
          if (empty || !schema.declares(entry.getKey())) {
            into.add(path);
          }
          path.removeLast();
        }
      }
      case LIST ->
          index(schema, tree)
              .forEach((element, item) -> {
                path.add(element);
                collect(schema.items(), item, path, into);
                into.add(path);
                path.removeLast();
              });
      default -> into.add(path);
    }
  }

  /// What differs between two trees: the paths only in the new one, only in the old one, and in
  /// both with another value.
  record Difference(FieldSet added, FieldSet modified, FieldSet removed) {
    FieldSet written() {
      return modified.union(added);
    }

    Difference without(FieldSet subtrees) {
      return new Difference(
          added.minusSubtrees(subtrees),
          modified.minusSubtrees(subtrees),
          removed.minusSubtrees(subtrees));
    }
  }

  static Difference compare(Schema schema, JsonNode before, JsonNode after) {
    var difference = new Difference(new FieldSet(), new FieldSet(), new FieldSet());
    compare(schema, before, after, new ArrayList<>(), difference);
    return difference;
  }

  private static void compare(
      Schema schema,
      @Nullable JsonNode before,
      @Nullable JsonNode after,
      List<PathElement> path,
      Difference into) {
    Schema.Shape shape = shape(schema, before, after);
    boolean container = shape != Schema.Shape.LEAF && (filled(before) || filled(after));
    if (container && shape == Schema.Shape.MAP) {
      for (String name : names(before, after)) {
        path.add(PathElement.field(name));
        compare(schema.propertyOrAny(name), get(before, name), get(after, name), path, into);
        path.removeLast();
      }
    } else if (container) {
      Map<PathElement, JsonNode> old = index(schema, before);
      Map<PathElement, JsonNode> now = index(schema, after);
      Set<PathElement> elements = new LinkedHashSet<>(old.keySet());
      elements.addAll(now.keySet());
      for (PathElement element : elements) {
        path.add(element);
        compare(schema.items(), old.get(element), now.get(element), path, into);
        path.removeLast();
      }
    }
    if (before == null) {
      into.added.add(path);
    } else if (after == null) {
      into.removed.add(path);
    } else if (!container && !Json.same(before, after)) {
      into.modified.add(path);
    }
  }

  private static boolean filled(@Nullable JsonNode node) {
    return node != null && node.isContainerNode() && !node.isEmpty();
  }

  private static @Nullable JsonNode get(@Nullable JsonNode node, String name) {
    return node == null ? null : node.get(name);
  }

  private static Set<String> names(@Nullable JsonNode before, @Nullable JsonNode after) {
    var names = new LinkedHashSet<String>();
    if (before != null) {
      before.fieldNames().forEachRemaining(names::add);
    }
    if (after != null) {
      after.fieldNames().forEachRemaining(names::add);
    }
    return names;
  }

  /// `live` with everything that `applied` sets; the values of `applied` win.
  static JsonNode merge(Schema schema, @Nullable JsonNode live, @Nullable JsonNode applied) {
    Schema.Shape shape = shape(schema, live, applied);
    boolean container = shape != Schema.Shape.LEAF && (filled(live) || filled(applied));
    if (container && shape == Schema.Shape.MAP) {
      ObjectNode out = Json.object();
      for (String name : names(live, applied)) {
        out.set(name, merge(schema.propertyOrAny(name), get(live, name), get(applied, name)));
      }
      return out;
    }
    if (container) {
      return mergeList(schema, live, applied);
    }
    JsonNode winner = applied == null ? live : applied;
    return winner == null ? Json.object().nullNode() : winner.deepCopy();
  }

  /// Items keep the applied order; live items that were not applied stay where they were relative
  /// to the ones that both have.
  private static ArrayNode mergeList(
      Schema schema, @Nullable JsonNode live, @Nullable JsonNode applied) {
    Map<PathElement, JsonNode> left = index(schema, live);
    Map<PathElement, JsonNode> right = index(schema, applied);
    ArrayNode out = Json.array();
    for (PathElement element :
        mergedOrder(List.copyOf(left.keySet()), List.copyOf(right.keySet()))) {
      out.add(merge(schema.items(), left.get(element), right.get(element)));
    }
    return out;
  }

  /// The order in which Kubernetes interleaves both lists: live items first up to the next one that
  /// both have, then the applied ones up to it.
  private static List<PathElement> mergedOrder(List<PathElement> left, List<PathElement> right) {
    var shared = new ArrayDeque<>(right.stream().filter(left::contains).toList());
    var order = new LinkedHashSet<PathElement>();
    int l = 0;
    int r = 0;
    while (l < left.size() || r < right.size()) {
      if (l < left.size()) {
        PathElement next = left.get(l);
        if (!right.contains(next)) {
          order.add(next);
          l++;
          continue;
        }
        boolean awaited = next.equals(shared.peek());
        if (r < right.size() && !next.equals(right.get(r)) && !shared.isEmpty() && !awaited) {
          l++;
          continue;
        }
        if (order.contains(next) || r == right.size()) {
          l++;
        }
      }
      if (r < right.size()) {
        PathElement next = right.get(r++);
        order.add(next);
        if (next.equals(shared.peek())) {
          shared.remove();
        }
      }
    }
    return List.copyOf(order);
  }

  /// `tree` without the members of `set`; null when nothing is left of it.
  static @Nullable JsonNode remove(Schema schema, JsonNode tree, FieldSet set) {
    return switch (shape(schema, tree, null)) {
      case MAP -> {
        ObjectNode out = Json.object();
        for (var entry : tree.properties()) {
          PathElement element = PathElement.field(entry.getKey());
          JsonNode kept =
              keep(schema.propertyOrAny(entry.getKey()), element, entry.getValue(), set);
          if (kept != null) {
            out.set(entry.getKey(), kept);
          }
        }
        yield out.isEmpty() && !tree.isEmpty() ? null : out;
      }
      case LIST -> {
        ArrayNode out = Json.array();
        for (int i = 0; i < tree.size(); i++) {
          JsonNode item = tree.get(i);
          JsonNode kept = keep(schema.items(), identify(schema, item, i), item, set);
          if (kept != null) {
            out.add(kept);
          }
        }
        yield out.isEmpty() && !tree.isEmpty() ? null : out;
      }
      default -> tree;
    };
  }

  private static @Nullable JsonNode keep(
      Schema schema, PathElement element, JsonNode value, FieldSet set) {
    if (set.isMember(element)) {
      return null;
    }
    FieldSet below = set.below(element);
    return below.isEmpty() ? value : remove(schema, value, below);
  }
}
