package dev.nodens.sandbox.json;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// JSON patch (RFC 6902): add, remove, replace, move, copy, test. Pure; any thread.
public final class JsonPatch {
  private JsonPatch() {}

  /// The document after all operations of `patch`, in order.
  ///
  /// @throws PatchException when an operation is malformed, a path does not exist or a test fails
  public static JsonNode apply(JsonNode document, JsonNode patch) throws PatchException {
    if (!patch.isArray()) {
      throw new PatchException("a JSON patch is a list of operations");
    }
    JsonNode result = document.deepCopy();
    for (JsonNode operation : patch) {
      result = step(result, operation);
    }
    return result;
  }

  private static JsonNode step(JsonNode document, JsonNode operation) throws PatchException {
    String op = Json.text(operation, "op");
    JsonPointer path = pointer(operation, "path");
    return switch (op) {
      case "add" -> add(document, path, value(operation));
      case "remove" -> remove(document, path, op);
      case "replace" -> {
        require(document, path, op);
        yield path.matches() ? value(operation) : replace(document, path, value(operation));
      }
      case "move" -> {
        JsonPointer from = pointer(operation, "from");
        JsonNode moved = require(document, from, op);
        yield add(remove(document, from, op), path, moved);
      }
      case "copy" ->
          add(document, path, require(document, pointer(operation, "from"), op).deepCopy());
      case "test" -> {
        if (!Json.same(document.at(path), value(operation))) {
          throw new PatchException("testing path " + path + " failed");
        }
        yield document;
      }
      default -> throw new PatchException("unexpected kind of operation: \"" + op + "\"");
    };
  }

  private static JsonNode add(JsonNode document, JsonPointer path, JsonNode value)
      throws PatchException {
    if (path.matches()) {
      return value;
    }
    String last = last(path);
    switch (document.at(path.head())) {
      case ObjectNode parent -> parent.set(last, value);
      case ArrayNode parent when last.equals("-") -> parent.add(value);
      case ArrayNode parent -> {
        int index = index(last, parent.size());
        parent.insert(index, value);
      }
      default ->
          throw new PatchException("add operation does not apply: doc is missing path: " + path);
    }
    return document;
  }

  private static JsonNode replace(JsonNode document, JsonPointer path, JsonNode value)
      throws PatchException {
    String last = last(path);
    if (document.at(path.head()) instanceof ArrayNode parent) {
      parent.set(index(last, parent.size() - 1), value);
    } else if (document.at(path.head()) instanceof ObjectNode parent) {
      parent.set(last, value);
    }
    return document;
  }

  private static JsonNode remove(JsonNode document, JsonPointer path, String op)
      throws PatchException {
    require(document, path, op);
    String last = last(path);
    if (document.at(path.head()) instanceof ArrayNode parent) {
      parent.remove(index(last, parent.size() - 1));
    } else if (document.at(path.head()) instanceof ObjectNode parent) {
      parent.remove(last);
    }
    return document;
  }

  private static JsonNode require(JsonNode document, JsonPointer path, String op)
      throws PatchException {
    JsonNode found = document.at(path);
    if (found.isMissingNode()) {
      throw new PatchException(op + " operation does not apply: doc is missing path: " + path);
    }
    return found;
  }

  private static String last(JsonPointer path) {
    return path.last().getMatchingProperty();
  }

  private static int index(String text, int max) throws PatchException {
    int index = text.matches("0|[1-9][0-9]{0,8}") ? Integer.parseInt(text) : -1;
    if (index < 0 || index > max) {
      throw new PatchException("invalid array index " + text + ": must be 0 to " + max);
    }
    return index;
  }

  private static JsonNode value(JsonNode operation) throws PatchException {
    JsonNode value = operation.get("value");
    if (value == null) {
      throw new PatchException("missing value in operation " + operation);
    }
    return value.deepCopy();
  }

  private static JsonPointer pointer(JsonNode operation, String field) throws PatchException {
    JsonNode text = operation.get(field);
    if (text == null || !text.isTextual()) {
      throw new PatchException("missing " + field + " in operation " + operation);
    }
    try {
      return JsonPointer.compile(text.asText());
    } catch (IllegalArgumentException e) {
      throw new PatchException("invalid " + field + " " + text + ": " + e.getMessage());
    }
  }
}
