package dev.nodens.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.ApiError;
import dev.nodens.sandbox.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes a tree what its schema says: unknown fields are dropped, missing ones take their defaults.
///
/// A built-in object also loses nulls and, as Go's `omitempty` does, zero values; a value of the
/// wrong type is refused at once. For custom resources types are the validator's business. One
/// object of this class reads one tree.
public final class Conformer {
  private final boolean builtIn;
  private final List<String> unknown = new ArrayList<>();

  /// @param builtIn true for the types of Kubernetes itself
  public Conformer(boolean builtIn) {
    this.builtIn = builtIn;
  }

  /// The paths of the fields that were dropped because the schema does not know them.
  public List<String> unknownFields() {
    return List.copyOf(unknown);
  }

  /// @throws ApiError 400 when a built-in object holds a value of the wrong type
  public ObjectNode conform(Schema schema, ObjectNode object) {
    return objectOf(schema, object, "");
  }

  /// The zero value of a built-in type as Go writes it: structs, required fields as null, zeros.
  public static ObjectNode zero(Schema schema) {
    ObjectNode zero = Json.object();
    for (var declared : schema.declaredProperties()) {
      String name = declared.getKey();
      Schema property = schema.propertyOrAny(name);
      JsonNode value = property.defaultValue();
      if (value != null && value.isObject()) {
        zero.set(name, zero(property));
      } else if (value != null) {
        zero.set(name, value);
      } else if (schema.required().contains(name)) {
        zero.putNull(name);
      }
    }
    return zero;
  }

  private ObjectNode objectOf(Schema schema, ObjectNode object, String path) {
    ObjectNode result = Json.object();
    for (var entry : object.properties()) {
      String name = entry.getKey();
      Schema property = schema.property(name);
      String here = path.isEmpty() ? name : path + "." + name;
      if (property == null) {
        unknown.add(here);
        continue;
      }
      boolean meta = here.equals("metadata") || path.startsWith("metadata");
      JsonNode value = value(property, entry.getValue(), here, builtIn || meta);
      if (value != null) {
        result.set(name, value);
      }
    }
    for (var declared : schema.declaredProperties()) {
      String name = declared.getKey();
      if (!result.has(name)) {
        Schema property = schema.propertyOrAny(name);
        JsonNode missing = property.defaultValue();
        if (missing != null) {
          String here = path.isEmpty() ? name : path + "." + name;
          JsonNode filled = value(property, missing, here, builtIn);
          result.set(name, filled == null ? missing.deepCopy() : filled);
        }
      }
    }
    return result;
  }

  private @Nullable JsonNode value(Schema schema, JsonNode value, String path, boolean go) {
    if (value.isNull()) {
      boolean kept = !go && (schema.nullable() || schema.type().isEmpty());
      return kept ? value : null;
    }
    if (go) {
      checkType(schema, value, path);
      if (schema.omittedWhenEmpty() && isZero(value)) {
        return null;
      }
    }
    if (value instanceof ObjectNode object
        && (schema.type().equals("object") || schema.type().isEmpty())) {
      if (schema.shape() == Schema.Shape.UNTYPED
          && (builtIn || schema.type().isEmpty() || schema.preservesUnknownFields())) {
        return object;
      }
      return objectOf(schema, object, path);
    }
    if (value instanceof ArrayNode list && schema.type().equals("array")) {
      ArrayNode result = Json.array();
      for (int i = 0; i < list.size(); i++) {
        JsonNode item = value(schema.items(), list.get(i), path + "[" + i + "]", go);
        result.add(item == null ? list.get(i) : item);
      }
      return result;
    }
    return value;
  }

  private static boolean isZero(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT, ARRAY -> value.isEmpty();
      case STRING -> value.asText().isEmpty();
      case NUMBER -> value.asDouble() == 0;
      case BOOLEAN -> !value.asBoolean();
      default -> false;
    };
  }

  private static void checkType(Schema schema, JsonNode value, String path) {
    if (schema.isIntOrString() || schema.keyword("oneOf").isArray()) {
      if (value.isContainerNode()) {
        throw wrongType(value, path, "int32 or string");
      }
      return;
    }
    JsonNodeType type = value.getNodeType();
    boolean fits =
        switch (schema.type()) {
          case "object" -> type == JsonNodeType.OBJECT;
          case "array" -> type == JsonNodeType.ARRAY;
          case "string" -> type == JsonNodeType.STRING;
          case "integer" ->
              value.isIntegralNumber() || (value.isNumber() && value.asDouble() % 1 == 0);
          case "number" -> type == JsonNodeType.NUMBER;
          case "boolean" -> type == JsonNodeType.BOOLEAN;
          default -> true;
        };
    if (!fits) {
      throw wrongType(value, path, schema.type());
    }
  }

  private static ApiError wrongType(JsonNode value, String path, String expected) {
    String found = value.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    return ApiError.badRequest(
        "json: cannot unmarshal " + found + " into field ." + path + " of type " + expected);
  }
}
