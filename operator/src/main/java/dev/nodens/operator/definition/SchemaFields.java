package dev.nodens.operator.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// The fields that an OpenAPI v3 schema of a custom resource knows. Pure.
final class SchemaFields {
  private SchemaFields() {}

  /// The schema of a version of a CustomResourceDefinition; missing when it has no such version.
  static JsonNode ofVersion(JsonNode definition, String version) {
    for (JsonNode one : definition.path("spec").path("versions")) {
      if (one.path("name").asText().equals(version)) {
        return one.path("schema").path("openAPIV3Schema");
      }
    }
    return definition.path("spec").path("no such version");
  }

  /// Fields that one schema knows and the other does not, such as `spec.rollout`; of a whole
  /// missing subtree only the top.
  static List<String> missing(JsonNode wanted, JsonNode installed) {
    List<String> missing = new ArrayList<>();
    missing(wanted, installed, "", missing);
    return missing;
  }

  private static void missing(
      JsonNode wanted, JsonNode installed, String path, List<String> missing) {
    if (keepsEverything(installed)) {
      return;
    }
    for (var field : wanted.path("properties").properties()) {
      String name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
      JsonNode there = installed.path("properties").path(field.getKey());
      if (there.isMissingNode()) {
        missing.add(name);
      } else {
        missing(field.getValue(), there, name, missing);
      }
    }
    if (wanted.path("items").isObject()) {
      missing(wanted.path("items"), installed.path("items"), path + "[]", missing);
    }
  }

  /// The part of a document that a schema keeps.
  static JsonNode fitted(JsonNode document, JsonNode schema) {
    if (keepsEverything(schema)) {
      return document;
    }
    return switch (document) {
      case ObjectNode object when schema.path("properties").isObject() -> {
        ObjectNode kept = object.objectNode();
        for (var field : object.properties()) {
          JsonNode inner = schema.path("properties").path(field.getKey());
          if (inner.isObject()) {
            kept.set(field.getKey(), fitted(field.getValue(), inner));
          }
        }
        yield kept;
      }
      case ArrayNode array -> {
        ArrayNode kept = array.arrayNode();
        array.forEach(item -> kept.add(fitted(item, schema.path("items"))));
        yield kept;
      }
      default -> document;
    };
  }

  private static boolean keepsEverything(JsonNode schema) {
    return schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
  }
}
