package dev.nodens.sandbox.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads, writes and walks JSON trees. All functions are free of side effects except where the name
/// says `ensure`. Any thread.
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Json() {}

  /// The mapper, for formats that share its tree model (YAML readers, converters).
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /// @throws IOException with Jackson's message when `bytes` are not one JSON value
  public static JsonNode read(byte[] bytes) throws IOException {
    return MAPPER.readTree(bytes);
  }

  /// Reads text that is known to be JSON: constants and what the sandbox wrote itself.
  public static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The node at `path`, or a missing node; never null.
  public static JsonNode at(JsonNode node, String... path) {
    JsonNode here = node;
    for (String step : path) {
      JsonNode next = here.get(step);
      if (next == null) {
        return MissingNode.getInstance();
      }
      here = next;
    }
    return here;
  }

  /// The text at `path`, or the empty string when there is none.
  public static String text(JsonNode node, String... path) {
    JsonNode found = at(node, path);
    return found.isValueNode() && !found.isNull() ? found.asText() : "";
  }

  /// The object at `path`, or null when there is none.
  public static @Nullable ObjectNode objectAt(JsonNode node, String... path) {
    return at(node, path) instanceof ObjectNode found ? found : null;
  }

  /// The object at `path` of `node`, made where it is missing.
  public static ObjectNode ensureObject(ObjectNode node, String... path) {
    ObjectNode here = node;
    for (String step : path) {
      if (here.get(step) instanceof ObjectNode next) {
        here = next;
      } else {
        here = here.putObject(step);
      }
    }
    return here;
  }

  /// The string values of an object of strings, in its order.
  public static Map<String, String> strings(JsonNode node) {
    var values = new LinkedHashMap<String, String>();
    node.properties().forEach(p -> values.put(p.getKey(), p.getValue().asText()));
    return values;
  }

  /// A copy with the fields of all objects in alphabetical order, as Go writes maps.
  public static JsonNode sorted(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode result = object();
      var names = new TreeSet<String>();
      object.fieldNames().forEachRemaining(names::add);
      names.forEach(name -> result.set(name, sorted(at(object, name))));
      return result;
    }
    if (node instanceof ArrayNode list) {
      ArrayNode result = array();
      list.forEach(item -> result.add(sorted(item)));
      return result;
    }
    return node;
  }

  /// The text in quotes, escaped.
  public static String quote(String text) {
    return JsonNodeFactory.instance.textNode(text).toString();
  }

  /// Equality of values as the API sees it: `1` and `1.0` are the same number.
  public static boolean same(@Nullable JsonNode left, @Nullable JsonNode right) {
    if (left == null || right == null) {
      return left == null && right == null;
    }
    if (left.isNumber() && right.isNumber()) {
      return left.equals(right) || left.decimalValue().compareTo(right.decimalValue()) == 0;
    }
    if (left.isObject() && right.isObject()) {
      return left.size() == right.size()
          && left.properties().stream().allMatch(p -> same(p.getValue(), right.get(p.getKey())));
    }
    if (left.isArray() && right.isArray() && left.size() == right.size()) {
      for (int i = 0; i < left.size(); i++) {
        if (!same(left.get(i), right.get(i))) {
          return false;
        }
      }
      return true;
    }
    return left.equals(right);
  }
}
