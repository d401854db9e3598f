package dev.nodens.sandbox.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.kind.Kinds;
import dev.nodens.sandbox.kind.ResourceType;
import dev.nodens.sandbox.schema.KubernetesTypes;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The table of built-in types says what a real server says of them.
class TypesTest {
  private static final String KINDS = "x-kubernetes-group-version-kind";
  private static final String PREFIXES =
      "^io\\.k8s\\.(api|apimachinery\\.pkg\\.apis|apiextensions-apiserver\\.pkg\\.apis"
          + "|apimachinery\\.pkg)\\.";

  @Test
  void everyServedBuiltInTypeIsAStructWithMetadata() {
    var types = new Kinds(KubernetesTypes.load()).all();

    assertThat(types).hasSizeGreaterThan(20);
    for (ResourceType type : types) {
      assertThat(type.schema().declares("metadata")).as(type.kind()).isTrue();
      assertThat(type.schema().propertyOrAny("metadata").declares("labels")).isTrue();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "nodens.apiserver", matches = ".+")
  void everyTypeIsWhatARealServerSaysItIs() throws IOException, GeneralSecurityException {
    try (var servers = new Servers()) {
      ApiUnderTest real = servers.all().getLast();
      Map<String, JsonNode> theirs = new HashMap<>();
      var groups = new TreeSet<String>();
      for (ResourceType type : new Kinds(KubernetesTypes.load()).all()) {
        groups.add((type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion());
      }
      groups.add("apis/authorization.k8s.io/v1");
      for (String group : groups) {
        JsonNode document = real.get("/openapi/v3/" + group).body();
        Json.at(document, "components", "schemas")
            .properties()
            .forEach(s -> theirs.put(shortName(s.getKey()), s.getValue()));
      }
      KubernetesTypes.load()
          .definitions()
          .forEach((name, ours) ->
              assertThat(Json.sorted(ours(ours)).toString())
                  .as(name)
                  .isEqualTo(
                      Json.sorted(facts(theirs.getOrDefault(name, Json.object()), false))
                          .toString()));
    }
  }

  private static String shortName(String name) {
    return name.replaceFirst(PREFIXES, "");
  }

  /// Our table without what only we add, and without the defaults that say "zero value".
  private static JsonNode ours(JsonNode node) {
    JsonNode copy = node.deepCopy();
    strip(copy);
    return copy;
  }

  private static void strip(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove("x-omit-empty");
      object.remove(KINDS);
      JsonNode missing = object.get("default");
      boolean zero =
          missing != null && (missing.isNull() || (missing.isObject() && missing.isEmpty()));
      if (zero && object.has("$ref")) {
        object.remove("default");
      }
    }
    node.forEach(TypesTest::strip);
  }

  /// A schema of a real server without its prose.
  private static JsonNode facts(JsonNode node, boolean properties) {
    if (node instanceof ArrayNode list) {
      ArrayNode result = Json.array();
      list.forEach(i -> result.add(facts(i, false)));
      return result;
    }
    if (!(node instanceof ObjectNode object)) {
      return node;
    }
    ObjectNode result = Json.object();
    for (var entry : object.properties()) {
      String name = entry.getKey();
      JsonNode value = entry.getValue();
      if (name.equals(KINDS)) {
        // Each group's document lists its own kinds for the types that all groups share.
        continue;
      }
      if (properties) {
        result.set(name, facts(value, false));
      } else if (name.equals("allOf") && value.size() == 1 && value.get(0).has("$ref")) {
        result.put("$ref", reference(value.get(0)));
      } else if (name.equals("$ref")) {
        result.put("$ref", reference(object));
      } else if (name.equals("default") || name.equals("enum")) {
        if (!(value.isObject() && value.isEmpty())) {
          result.set(name, value);
        }
      } else if (!(name.equals("description") && value.isTextual())) {
        result.set(name, facts(value, name.equals("properties")));
      }
    }
    return result;
  }

  private static String reference(JsonNode node) {
    String path = Json.text(node, "$ref");
    return shortName(path.substring(path.lastIndexOf('/') + 1));
  }
}
