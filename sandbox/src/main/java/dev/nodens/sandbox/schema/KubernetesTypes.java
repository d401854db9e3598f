package dev.nodens.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/// The schemas of the built-in types, from `kubernetes-types.json`: Kubernetes 1.36's own OpenAPI
/// without its prose, plus `x-omit-empty` where Go leaves out a zero value. A contract test
/// compares the table with a real API server. Immutable; any thread.
public final class KubernetesTypes {
  private final Map<String, JsonNode> definitions;

  private KubernetesTypes(Map<String, JsonNode> definitions) {
    this.definitions = definitions;
  }

  public static KubernetesTypes load() {
    try (InputStream in = KubernetesTypes.class.getResourceAsStream("kubernetes-types.json")) {
      if (in == null) {
        throw new IllegalStateException("kubernetes-types.json is not on the class path");
      }
      var definitions = new HashMap<String, JsonNode>();
      Json.read(in.readAllBytes())
          .properties()
          .forEach(p -> definitions.put(p.getKey(), p.getValue()));
      return new KubernetesTypes(Map.copyOf(definitions));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The schema of a type by its short name, such as `apps.v1.DaemonSet`.
  public Schema schema(String name) {
    return Schema.of(Json.object().put("$ref", name), definitions);
  }

  /// The schema of a custom resource: what its definition says, with the standard metadata.
  public Schema custom(JsonNode openApiSchema) {
    ObjectNode root =
        openApiSchema instanceof ObjectNode object ? object.deepCopy() : Json.object();
    root.put("type", "object");
    ObjectNode properties = Json.ensureObject(root, "properties");
    properties.putObject("apiVersion").put("type", "string");
    properties.putObject("kind").put("type", "string");
    properties.putObject("metadata").put("$ref", "meta.v1.ObjectMeta");
    return Schema.of(root, definitions);
  }

  /// All definitions by name, for the OpenAPI document.
  public Map<String, JsonNode> definitions() {
    return definitions;
  }
}
