package dev.nodens.operator.drift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.nodens.crd.Drift;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Compares a live object with a declared one.
///
/// The declared one comes in two forms: the *intent*, which the operator applies, and what the API
/// server makes of it on a clean slate, the *expected* object with all defaults and admission.
/// Inside the subtrees that are the operator's alone every difference from the expected object
/// counts, whoever made it and whether or not the intent names the field; of labels and annotations
/// only those of the intent.
public final class Comparison {
  private static final FieldPath OWNER_REFERENCES = FieldPath.of("metadata", "ownerReferences");

  private final Scope scope;
  private final List<Difference> found = new ArrayList<>();

  private Comparison(String kind) {
    this.scope = Scope.of(kind);
  }

  /// A number is the same whether it was read as an int or as a long: an informer's typed copy has
  /// other node types than a document.
  private static final Comparator<JsonNode> BY_VALUE =
      (one, other) ->
          one.isNumber() && other.isNumber()
              ? one.decimalValue().compareTo(other.decimalValue())
              : one.equals(other) ? 0 : 1;

  /// The differences in the order of the fields.
  ///
  /// @param intent what the operator applies
  /// @param expected what the API server makes of it
  /// @param live what there is
  public static List<Difference> compare(JsonNode intent, JsonNode expected, JsonNode live) {
    var comparison = new Comparison(intent.path("kind").asText());
    comparison.metadata(intent.path("metadata"), live.path("metadata"));
    for (FieldPath subtree : comparison.scope.owned()) {
      String pointer = subtree.pointerIn(expected);
      comparison.values(subtree, expected.at(pointer), live.at(pointer));
    }
    return List.copyOf(comparison.found);
  }

  private void metadata(JsonNode intent, JsonNode live) {
    for (String map : List.of("labels", "annotations")) {
      for (var entry : intent.path(map).properties()) {
        values(
            FieldPath.of("metadata", map, entry.getKey()),
            entry.getValue(),
            live.path(map).path(entry.getKey()));
      }
    }
    // A foreign owner would let the garbage collector take the object away.
    if (!live.path("ownerReferences").isEmpty()) {
      add(OWNER_REFERENCES, MissingNode.getInstance(), live.path("ownerReferences"));
    }
  }

  private void values(FieldPath path, JsonNode expected, JsonNode live) {
    if (expected.equals(BY_VALUE, live) || scope.tolerates(path)) {
      return;
    }
    Optional<List<String>> keys = Scope.keysOf(path);
    if (expected.isObject() && live.isObject()) {
      objects(path, expected, live);
    } else if (expected.isArray() && live.isArray() && keys.isPresent()) {
      lists(path, keys.get(), expected, live);
    } else if (live.isObject() && expected.isMissingNode() && leadsToTolerated(path)) {
      objects(path, expected, live);
    } else {
      add(path, expected, live);
    }
  }

  private boolean leadsToTolerated(FieldPath path) {
    return scope.tolerated().stream().anyMatch(tolerated -> tolerated.isAtOrBelow(path));
  }

  private void objects(FieldPath path, JsonNode expected, JsonNode live) {
    Set<String> names = new LinkedHashSet<>();
    expected.fieldNames().forEachRemaining(names::add);
    live.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      values(path.field(name), expected.path(name), live.path(name));
    }
  }

  private void lists(FieldPath path, List<String> keys, JsonNode expected, JsonNode live) {
    Map<Map<String, JsonNode>, JsonNode> declared = byKey(keys, expected);
    Map<Map<String, JsonNode>, JsonNode> actual = byKey(keys, live);
    Set<Map<String, JsonNode>> all = new LinkedHashSet<>(declared.keySet());
    all.addAll(actual.keySet());
    for (Map<String, JsonNode> key : all) {
      values(
          path.item(key),
          declared.getOrDefault(key, MissingNode.getInstance()),
          actual.getOrDefault(key, MissingNode.getInstance()));
    }
  }

  private static Map<Map<String, JsonNode>, JsonNode> byKey(List<String> keys, JsonNode list) {
    Map<Map<String, JsonNode>, JsonNode> elements = new LinkedHashMap<>();
    for (JsonNode element : list) {
      Map<String, JsonNode> key = new LinkedHashMap<>();
      keys.forEach(name -> key.put(name, element.path(name)));
      elements.put(key, element);
    }
    return elements;
  }

  private void add(FieldPath path, JsonNode expected, JsonNode live) {
    Drift.Type type =
        expected.isMissingNode()
            ? Drift.Type.ADDED
            : live.isMissingNode() ? Drift.Type.REMOVED : Drift.Type.CHANGED;
    found.add(new Difference(path, type, expected, live));
  }
}
