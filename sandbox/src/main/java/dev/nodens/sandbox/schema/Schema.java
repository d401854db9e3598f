package dev.nodens.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One node of a schema: a view of a JSON schema with references resolved. Built-in types and
/// custom resources look the same from here. Immutable apart from its cache; any thread.
public final class Schema {
  /// How a value is treated by field ownership and merging.
  public enum Shape {
    /// A struct or a map whose entries have owners of their own.
    MAP,
    /// A list whose items have owners of their own (`listType` says how they are told apart).
    LIST,
    /// A value with one owner as a whole: a scalar, an atomic list, an atomic map.
    LEAF,
    /// Nothing is known: objects are maps, everything else is a leaf.
    UNTYPED
  }

  /// A schema that knows nothing and allows everything.
  public static final Schema ANY = new Schema(Json.object(), Map.of());

  private final JsonNode node;
  private final Map<String, JsonNode> definitions;
  private final Map<String, Optional<Schema>> children = new ConcurrentHashMap<>();

  private Schema(JsonNode node, Map<String, JsonNode> definitions) {
    this.node = node;
    this.definitions = definitions;
  }

  /// A schema whose `$ref` values are keys of `definitions`.
  public static Schema of(JsonNode node, Map<String, JsonNode> definitions) {
    JsonNode reference = node.get("$ref");
    if (reference == null || !reference.isTextual()) {
      return new Schema(node, definitions);
    }
    JsonNode target = definitions.get(reference.asText());
    if (target == null) {
      throw new IllegalArgumentException("no definition of " + reference.asText());
    }
    if (node.size() == 1) {
      return new Schema(target, definitions);
    }
    ObjectNode merged = target.deepCopy();
    node.properties()
        .forEach(p -> {
          if (!p.getKey().equals("$ref")) {
            merged.set(p.getKey(), p.getValue());
          }
        });
    return new Schema(merged, definitions);
  }

  /// The keyword as written, or a missing node.
  public JsonNode keyword(String name) {
    return Json.at(node, name);
  }

  /// The `type` keyword, or the empty string.
  public String type() {
    return Json.text(node, "type");
  }

  public boolean preservesUnknownFields() {
    return keyword("x-kubernetes-preserve-unknown-fields").asBoolean();
  }

  public boolean isIntOrString() {
    return keyword("x-kubernetes-int-or-string").asBoolean()
        || Json.text(node, "format").equals("int-or-string");
  }

  public boolean nullable() {
    return keyword("nullable").asBoolean();
  }

  /// True when this field disappears from the stored object while it holds its zero value, as Go's
  /// `omitempty` makes it.
  public boolean omittedWhenEmpty() {
    return keyword("x-omit-empty").asBoolean();
  }

  public @Nullable JsonNode defaultValue() {
    JsonNode value = node.get("default");
    return value == null ? null : value;
  }

  public Set<Map.Entry<String, JsonNode>> declaredProperties() {
    return keyword("properties").properties();
  }

  /// True when `name` is a field of this struct, not merely an entry of a map.
  public boolean declares(String name) {
    return keyword("properties").has(name);
  }

  public List<String> required() {
    var names = new ArrayList<String>();
    keyword("required").forEach(n -> names.add(n.asText()));
    return names;
  }

  /// The schema of the field or map entry `name`; null when the schema does not know it.
  public @Nullable Schema property(String name) {
    return children.computeIfAbsent(name, this::findProperty).orElse(null);
  }

  private Optional<Schema> findProperty(String name) {
    JsonNode declared = keyword("properties").get(name);
    if (declared != null) {
      return Optional.of(of(declared, definitions));
    }
    JsonNode additional = keyword("additionalProperties");
    if (additional.isObject()) {
      return Optional.of(of(additional, definitions));
    }
    return preservesUnknownFields() || additional.asBoolean() || shape() == Shape.UNTYPED
        ? Optional.of(ANY)
        : Optional.empty();
  }

  /// The schema of `name`, or [#ANY] where nothing is known.
  public Schema propertyOrAny(String name) {
    Schema known = property(name);
    return known == null ? ANY : known;
  }

  /// The schema of the items of a list.
  public Schema items() {
    return children
        .computeIfAbsent(
            "[]", k -> Optional.of(node.has("items") ? of(node.get("items"), definitions) : ANY))
        .orElse(ANY);
  }

  public Shape shape() {
    if (isIntOrString() || node.has("oneOf")) {
      return Shape.LEAF;
    }
    return switch (type()) {
      case "object" -> {
        if (Json.text(node, "x-kubernetes-map-type").equals("atomic")) {
          yield Shape.LEAF;
        }
        yield node.has("properties") || node.has("additionalProperties")
            ? Shape.MAP
            : Shape.UNTYPED;
      }
      case "array" -> listType().equals("atomic") ? Shape.LEAF : Shape.LIST;
      case "" -> Shape.UNTYPED;
      default -> Shape.LEAF;
    };
  }

  /// `atomic`, `set` or `map`.
  public String listType() {
    String declared = Json.text(node, "x-kubernetes-list-type");
    return declared.isEmpty() ? "atomic" : declared;
  }

  /// The fields that tell the items of a `map` list apart.
  public List<String> mapKeys() {
    var keys = new ArrayList<String>();
    keyword("x-kubernetes-list-map-keys").forEach(k -> keys.add(k.asText()));
    return keys;
  }

  /// The field by which strategic merge tells items apart; empty when it replaces the list.
  public String patchMergeKey() {
    return Json.text(node, "x-kubernetes-patch-merge-key");
  }

  /// `merge`, `replace`, `retainKeys` or a comma-separated mix; empty means replace for lists.
  public String patchStrategy() {
    return Json.text(node, "x-kubernetes-patch-strategy");
  }
}
