package dev.nodens.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The committed schema, and what tests ask of it.
final class Schema {
  static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  static final Path ROOT = Path.of(System.getProperty("nodens.root"));

  private Schema() {}

  static JsonNode definition() {
    return read(ROOT.resolve("crds/clusterdnses.nodens.dev.yaml"));
  }

  static JsonNode schema(JsonNode definition) {
    return definition.at("/spec/versions/0/schema/openAPIV3Schema");
  }

  static JsonNode read(Path file) {
    try {
      return YAML.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  /// What the API server does to a document: fills in the defaults, from the outside in.
  static JsonNode withDefaults(JsonNode schema, JsonNode value) {
    if (value.isArray()) {
      value.forEach(item -> withDefaults(schema.path("items"), item));
    } else if (value instanceof ObjectNode object) {
      for (var property : schema.path("properties").properties()) {
        JsonNode fallback = property.getValue().path("default");
        if (!object.has(property.getKey()) && !fallback.isMissingNode()) {
          object.set(property.getKey(), fallback.deepCopy());
        }
        if (object.has(property.getKey())) {
          withDefaults(property.getValue(), object.get(property.getKey()));
        }
      }
    }
    return value;
  }

  /// Every property of a schema with its path, depth first.
  static List<Property> properties(JsonNode schema, String path) {
    List<Property> found = new ArrayList<>();
    for (var property : schema.path("properties").properties()) {
      String at = path + "/" + property.getKey();
      found.add(new Property(at, property.getValue()));
      found.addAll(properties(property.getValue(), at));
    }
    if (schema.has("items")) {
      found.addAll(properties(schema.get("items"), path + "[]"));
    }
    return found;
  }

  record Property(String path, JsonNode schema) {}
}
