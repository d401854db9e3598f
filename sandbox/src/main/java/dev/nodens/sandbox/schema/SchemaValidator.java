package dev.nodens.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.ApiError.Cause;
import dev.nodens.sandbox.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Checks a custom resource against its schema: types, required fields, enumerations, patterns and
/// limits, and that the items of set and map lists differ. CEL rules are not evaluated. Pure; any
/// thread.
public final class SchemaValidator {
  private final List<Cause> causes = new ArrayList<>();

  private SchemaValidator() {}

  /// Everything that is wrong with `object`, empty when nothing is.
  ///
  /// @param part empty for all of it, else the field to check, whose paths in messages start below
  ///   it
  public static List<Cause> check(Schema schema, ObjectNode object, String part) {
    var validator = new SchemaValidator();
    if (part.isEmpty()) {
      validator.value(schema, object, "");
    } else if (object.has(part)) {
      validator.value(schema.propertyOrAny(part), object.get(part), "");
    }
    return validator.causes.stream()
        .map(c -> part.isEmpty() ? c : new Cause(c.reason(), c.message(), part + "." + c.field()))
        .toList();
  }

  private void value(Schema schema, JsonNode value, String path) {
    if (value.isNull()) {
      if (!schema.nullable() && !schema.type().isEmpty()) {
        wrongType(schema, value, path);
      }
      return;
    }
    if (schema.isIntOrString()) {
      if (!value.isIntegralNumber() && !value.isTextual()) {
        wrongType(schema, value, path);
      }
      return;
    }
    switch (schema.type()) {
      case "object" -> {
        if (value instanceof ObjectNode object) {
          fields(schema, object, path);
        } else {
          wrongType(schema, value, path);
        }
      }
      case "array" -> {
        if (value instanceof ArrayNode list) {
          items(schema, list, path);
        } else {
          wrongType(schema, value, path);
        }
      }
      case "string" -> {
        if (value.isTextual()) {
          text(schema, value.asText(), path);
        } else {
          wrongType(schema, value, path);
        }
      }
      case "integer", "number" -> {
        boolean whole = value.isIntegralNumber() || (value.isNumber() && value.asDouble() % 1 == 0);
        if (schema.type().equals("integer") ? whole : value.isNumber()) {
          number(schema, value, path);
        } else {
          wrongType(schema, value, path);
        }
      }
      case "boolean" -> {
        if (!value.isBoolean()) {
          wrongType(schema, value, path);
        }
      }
      default -> {}
    }
    enumeration(schema, value, path);
  }

  private void fields(Schema schema, ObjectNode object, String path) {
    for (String name : schema.required()) {
      if (!object.has(name)) {
        causes.add(Cause.required(child(path, name), ""));
      }
    }
    limit(schema, "maxProperties", object.size(), path, "properties", true);
    limit(schema, "minProperties", object.size(), path, "properties", false);
    for (var entry : object.properties()) {
      Schema property = schema.property(entry.getKey());
      if (property != null && !(path.isEmpty() && entry.getKey().equals("metadata"))) {
        value(property, entry.getValue(), child(path, entry.getKey()));
      }
    }
  }

  private void items(Schema schema, ArrayNode list, String path) {
    limit(schema, "maxItems", list.size(), path, "items", true);
    limit(schema, "minItems", list.size(), path, "items", false);
    var seen = new HashSet<String>();
    for (int i = 0; i < list.size(); i++) {
      String here = path + "[" + i + "]";
      value(schema.items(), list.get(i), here);
      String identity = identity(schema, list.get(i));
      if (!identity.isEmpty() && !seen.add(identity)) {
        causes.add(new Cause("FieldValueDuplicate", "Duplicate value: " + identity, here));
      }
    }
  }

  private static String identity(Schema list, JsonNode item) {
    return switch (list.listType()) {
      case "set" -> item.toString();
      case "map" -> {
        ObjectNode keys = Json.object();
        list.mapKeys().stream().sorted().forEach(k -> keys.set(k, Json.at(item, k)));
        yield keys.toString();
      }
      default -> "";
    };
  }

  private void text(Schema schema, String text, String path) {
    JsonNode max = schema.keyword("maxLength");
    int length = text.codePointCount(0, text.length());
    if (max.isNumber() && length > max.asInt()) {
      String message = "Too long: may not be more than " + max.asInt() + " bytes";
      causes.add(new Cause("FieldValueTooLong", message, path));
    }
    limit(schema, "minLength", length, path, "chars long", false);
    String pattern = schema.keyword("pattern").asText("");
    if (!pattern.isEmpty() && !Pattern.compile(pattern).matcher(text).find()) {
      String detail = path + " in body should match '" + pattern + "'";
      causes.add(Cause.invalid(path, quote(text), detail));
    }
  }

  private void number(Schema schema, JsonNode value, String path) {
    JsonNode min = schema.keyword("minimum");
    JsonNode max = schema.keyword("maximum");
    if (min.isNumber() && value.decimalValue().compareTo(min.decimalValue()) < 0) {
      String detail = path + " in body should be greater than or equal to " + min.asText();
      causes.add(Cause.invalid(path, value.asText(), detail));
    }
    if (max.isNumber() && value.decimalValue().compareTo(max.decimalValue()) > 0) {
      String detail = path + " in body should be less than or equal to " + max.asText();
      causes.add(Cause.invalid(path, value.asText(), detail));
    }
  }

  private void limit(
      Schema schema, String keyword, int size, String path, String unit, boolean upper) {
    JsonNode limit = schema.keyword(keyword);
    if (!limit.isNumber()) {
      return;
    }
    if (upper && size > limit.asInt()) {
      String message = "Too many: " + size + ": must have at most " + limit.asInt() + " items";
      causes.add(new Cause("FieldValueTooMany", message, path));
    } else if (!upper && size < limit.asInt()) {
      boolean text = keyword.equals("minLength");
      String verb = text ? " in body should be at least " : " in body should have at least ";
      String detail = path + verb + limit.asInt() + " " + unit;
      causes.add(Cause.invalid(path, text ? "\"\"" : Integer.toString(size), detail));
    }
  }

  private void enumeration(Schema schema, JsonNode value, String path) {
    JsonNode allowed = schema.keyword("enum");
    if (!allowed.isArray()
        || StreamSupport.stream(allowed.spliterator(), false).anyMatch(a -> Json.same(a, value))) {
      return;
    }
    String supported =
        StreamSupport.stream(allowed.spliterator(), false)
            .map(a -> quote(a.asText()))
            .collect(Collectors.joining(", "));
    causes.add(
        new Cause(
            "FieldValueNotSupported",
            "Unsupported value: " + quote(value.asText()) + ": supported values: " + supported,
            path));
  }

  private void wrongType(Schema schema, JsonNode value, String path) {
    String found =
        switch (value.getNodeType()) {
          case NULL -> "null";
          case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
          default -> value.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
        };
    String expected = schema.isIntOrString() ? "integer,string" : schema.type();
    causes.add(
        new Cause(
            "FieldValueTypeInvalid",
            "Invalid value: "
                + quote(found)
                + ": "
                + path
                + " in body must be of type "
                + expected
                + ": "
                + quote(found),
            path));
  }

  private static String child(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String quote(String text) {
    return "\"" + text + "\"";
  }
}
