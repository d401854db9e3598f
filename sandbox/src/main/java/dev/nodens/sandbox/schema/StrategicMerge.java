package dev.nodens.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.json.PatchException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Strategic merge patch, what `kubectl edit` and client-side `kubectl apply` send for built-in
/// types: a merge patch that merges lists by their merge key and understands `$patch`,
/// `$setElementOrder`, `$deleteFromPrimitiveList` and `$retainKeys`. Pure; any thread.
public final class StrategicMerge {
  private static final String ORDER = "$setElementOrder/";
  private static final String DELETE = "$deleteFromPrimitiveList/";
  private static final String DIRECTIVE = "$patch";
  private static final String RETAIN = "$retainKeys";

  private StrategicMerge() {}

  /// @throws PatchException when a list item lacks its merge key or a directive is unknown
  public static ObjectNode apply(Schema schema, ObjectNode document, ObjectNode patch)
      throws PatchException {
    String directive = Json.text(patch, DIRECTIVE);
    if (directive.equals("replace")) {
      return withoutDirectives(patch);
    }
    if (directive.equals("delete")) {
      return Json.object();
    }
    ObjectNode result = document.deepCopy();
    if (patch.has(RETAIN)) {
      var kept = texts(patch.get(RETAIN));
      var names = new ArrayList<String>();
      result.fieldNames().forEachRemaining(names::add);
      names.stream().filter(n -> !kept.contains(n)).forEach(result::remove);
    }
    for (var entry : patch.properties()) {
      String name = entry.getKey();
      if (name.startsWith(DELETE)) {
        deleteFromList(result, name.substring(DELETE.length()), entry.getValue());
      } else if (!name.startsWith("$")) {
        field(schema.propertyOrAny(name), result, name, entry.getValue());
      }
    }
    for (var entry : patch.properties()) {
      if (entry.getKey().startsWith(ORDER)) {
        String name = entry.getKey().substring(ORDER.length());
        order(schema.propertyOrAny(name), result, name, entry.getValue());
      }
    }
    return result;
  }

  private static void field(Schema schema, ObjectNode result, String name, JsonNode value)
      throws PatchException {
    if (value.isNull()) {
      result.remove(name);
    } else if (value instanceof ObjectNode changes) {
      ObjectNode current = result.get(name) instanceof ObjectNode object ? object : Json.object();
      result.set(name, apply(schema, current, changes));
    } else if (value instanceof ArrayNode items && schema.patchStrategy().contains("merge")) {
      ArrayNode current = result.get(name) instanceof ArrayNode list ? list : Json.array();
      result.set(name, list(schema, current, items));
    } else {
      result.set(name, value.deepCopy());
    }
  }

  private static ArrayNode list(Schema schema, ArrayNode current, ArrayNode patch)
      throws PatchException {
    String key = schema.patchMergeKey();
    boolean replaced =
        StreamSupport.stream(patch.spliterator(), false)
            .anyMatch(i -> Json.text(i, DIRECTIVE).equals("replace"));
    ArrayNode result = replaced ? Json.array() : current.deepCopy();
    for (JsonNode item : patch) {
      if (key.isEmpty()) {
        if (!containsSame(result, item)) {
          result.add(item.deepCopy());
        }
        continue;
      }
      if (!(item instanceof ObjectNode change)) {
        throw new PatchException("the items of a merged list must be objects with " + key);
      }
      String directive = Json.text(change, DIRECTIVE);
      if (directive.equals("replace") && change.size() == 1) {
        continue;
      }
      if (!change.has(key)) {
        throw new PatchException("map: " + change + " does not contain declared merge key: " + key);
      }
      merge(schema.items(), result, key, change, directive);
    }
    return result;
  }

  private static void merge(
      Schema schema, ArrayNode list, String key, ObjectNode change, String directive)
      throws PatchException {
    int at = find(list, key, change.get(key));
    if (directive.equals("delete")) {
      while (at >= 0) {
        list.remove(at);
        at = find(list, key, change.get(key));
      }
    } else if (at < 0) {
      list.add(apply(schema, Json.object(), change));
    } else if (list.get(at) instanceof ObjectNode existing) {
      list.set(at, apply(schema, existing, change));
    }
  }

  private static int find(ArrayNode list, String key, @Nullable JsonNode value) {
    for (int i = 0; i < list.size(); i++) {
      if (Json.same(list.get(i).get(key), value)) {
        return i;
      }
    }
    return -1;
  }

  private static void deleteFromList(ObjectNode result, String name, JsonNode values) {
    if (result.get(name) instanceof ArrayNode list) {
      ArrayNode kept = result.putArray(name);
      list.forEach(item -> {
        if (!containsSame(values, item)) {
          kept.add(item);
        }
      });
    }
  }

  /// Sorts the listed items as `order` says; the others keep their places behind the item that was
  /// before them.
  private static void order(Schema schema, ObjectNode result, String name, JsonNode order) {
    if (!(result.get(name) instanceof ArrayNode list) || !order.isArray()) {
      return;
    }
    String key = schema.patchMergeKey();
    var items = new ArrayList<JsonNode>();
    list.forEach(items::add);
    var listed = items.stream().filter(i -> position(order, key, i) >= 0).toList();
    var sorted =
        new ArrayList<>(
            listed.stream().sorted(Comparator.comparingInt(i -> position(order, key, i))).toList());
    ArrayNode out = result.putArray(name);
    for (JsonNode item : items) {
      boolean moves = position(order, key, item) >= 0;
      out.add(moves ? sorted.removeFirst() : item);
    }
  }

  private static int position(JsonNode order, String key, JsonNode item) {
    for (int i = 0; i < order.size(); i++) {
      boolean same =
          key.isEmpty()
              ? Json.same(order.get(i), item)
              : Json.same(order.get(i).get(key), item.get(key));
      if (same) {
        return i;
      }
    }
    return -1;
  }

  private static ObjectNode withoutDirectives(ObjectNode patch) {
    ObjectNode copy = patch.deepCopy();
    copy.remove(List.of(DIRECTIVE, RETAIN));
    return copy;
  }

  private static boolean containsSame(JsonNode list, JsonNode item) {
    return StreamSupport.stream(list.spliterator(), false).anyMatch(i -> Json.same(i, item));
  }

  private static Set<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.toSet());
  }
}
