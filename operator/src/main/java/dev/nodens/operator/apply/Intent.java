package dev.nodens.operator.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.operator.Names;
import dev.nodens.operator.drift.FieldPath;
import dev.nodens.operator.plan.Canonical;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;

/// A rendered object in the form in which it is applied: JSON, with the hash of itself as an
/// annotation.
///
/// @param key which object
/// @param json what is applied
/// @param hash of the rendered object; a live object that carries another one has not seen this
///   declaration yet
public record Intent(ObjectKey key, JsonNode json, String hash) {
  /// Where the hash is in an object.
  static final FieldPath MARK = FieldPath.of("metadata", "annotations", Names.INTENT);

  private static final int HASH_DIGITS = 16;

  /// The intent of a rendered object.
  public static Intent of(HasMetadata object, KubernetesSerialization serialization) {
    ObjectNode json = serialization.convertValue(object, ObjectNode.class);
    String hash = Canonical.hash(sorted(json).toString()).substring(0, HASH_DIGITS);
    ((ObjectNode) json.path("metadata")).withObjectProperty("annotations").put(Names.INTENT, hash);
    return new Intent(ObjectKey.of(object), json, hash);
  }

  /// The same document with its fields in alphabetical order: the hash must not depend on who wrote
  /// the JSON.
  private static JsonNode sorted(JsonNode node) {
    if (node.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      node.properties().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(field -> object.set(field.getKey(), sorted(field.getValue())));
      return object;
    }
    if (node.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> array.add(sorted(item)));
      return array;
    }
    return node;
  }

  /// Whether a live object was last applied from this intent, as far as it says itself.
  boolean wasAppliedTo(JsonNode live) {
    return annotation(live).equals(hash);
  }

  /// Whether a live object carries the hash of any intent.
  static boolean isMarked(JsonNode live) {
    return !annotation(live).isEmpty();
  }

  private static String annotation(JsonNode live) {
    return live.path("metadata").path("annotations").path(Names.INTENT).asText("");
  }
}
