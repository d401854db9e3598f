package dev.nodens.sandbox.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Every edit that somebody could make to what the operator owns in an object, generated from the
/// live object (with all its defaults) and from the schema of its kind: each leaf gets another
/// value and is removed, each map and each list gets an entry that nobody declared.
final class Edits {
  /// Parts that are the operator's alone.
  private static final List<String> OWNED =
      List.of(
          "data",
          "immutable",
          "spec",
          "rules",
          "subjects",
          "roleRef",
          "automountServiceAccountToken");

  /// The API server's own choice, which the operator accepts.
  private static final Set<String> CHOSEN_BY_THE_SERVER =
      Set.of("/spec/clusterIPs", "/spec/ipFamilies", "/spec/template/metadata/creationTimestamp");

  /// What tells an element of a list from the others.
  private static final List<String> IDENTITIES =
      List.of("name", "containerPort", "port", "mountPath", "key", "path", "resources");

  /// Fields that are absent and are no scalars, with what somebody could put there.
  private static final Map<String, List<String>> FOREIGN =
      Map.of(
          "ConfigMap",
          List.of("/binaryData {\"foreign\": \"eA==\"}"),
          "Service",
          List.of("/spec/externalIPs [\"192.0.2.9\"]"),
          "ClusterRole",
          List.of(
              "/aggregationRule {\"clusterRoleSelectors\": [{\"matchLabels\": {\"a\": \"b\"}}]}"),
          "DaemonSet",
          List.of(
              "/spec/template/spec/initContainers [{\"name\": \"foreign\", \"image\": \"x\"}]",
              "/spec/template/spec/hostAliases [{\"ip\": \"192.0.2.9\", \"hostnames\": [\"x\"]}]",
              "/spec/template/spec/dnsConfig {\"nameservers\": [\"192.0.2.9\"]}",
              "/spec/template/spec/affinity {\"nodeAffinity\": {\"requiredDuringSchedulingIgnoredDuringExecution\": {\"nodeSelectorTerms\": [{\"matchExpressions\": [{\"key\": \"x\", \"operator\": \"Exists\"}]}]}}}",
              "/spec/template/spec/topologySpreadConstraints [{\"maxSkew\": 1, \"topologyKey\": \"zone\", \"whenUnsatisfiable\": \"ScheduleAnyway\", \"labelSelector\": {}}]",
              "/spec/template/spec/containers/0/env [{\"name\": \"JAVA_TOOL_OPTIONS\", \"value\": \"x\"}]",
              "/spec/template/spec/containers/0/envFrom [{\"configMapRef\": {\"name\": \"x\"}}]",
              "/spec/template/spec/containers/0/lifecycle {\"preStop\": {\"exec\": {\"command\": [\"x\"]}}}",
              "/spec/template/spec/containers/0/startupProbe {\"httpGet\": {\"path\": \"/\", \"port\": 1}}",
              "/spec/template/spec/containers/0/command [\"x\"]"));

  private Edits() {}

  /// Edits one of which is enough: the first that the API server takes.
  ///
  /// @param choices JSON patch operations
  record Edit(List<ObjectNode> choices) {
    static Edit of(String op, String path, JsonNode value) {
      return new Edit(List.of(operation(op, path, value)));
    }

    @Override
    public String toString() {
      return choices.getFirst().path("op").asText()
          + " "
          + choices.getFirst().path("path").asText();
    }
  }

  /// All edits of an object.
  ///
  /// @param intent what the operator applies
  /// @param live what is there
  static List<Edit> of(JsonNode intent, JsonNode live, Schema schema) {
    List<Edit> edits = new ArrayList<>();
    for (String part : OWNED) {
      if (live.has(part)) {
        walk(live.get(part), "/" + part, schema.propertyOrAny(part), edits);
      }
    }
    for (String map : List.of("labels", "annotations")) {
      for (var entry : intent.path("metadata").path(map).properties()) {
        leaf(entry.getValue(), "/metadata/" + map + "/" + escaped(entry.getKey()), edits);
      }
    }
    edits.add(
        Edit.of(
            "add",
            "/metadata/ownerReferences",
            Json.parse(
                "[{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"name\": \"x\", \"uid\": \"x\"}]")));
    for (String foreign : FOREIGN.getOrDefault(intent.path("kind").asText(), List.of())) {
      int blank = foreign.indexOf(' ');
      edits.add(
          Edit.of("add", foreign.substring(0, blank), Json.parse(foreign.substring(blank + 1))));
    }
    return edits;
  }

  private static void walk(JsonNode node, String path, Schema schema, List<Edit> edits) {
    if (CHOSEN_BY_THE_SERVER.contains(path)) {
      return;
    }
    if (node.isObject()) {
      for (var entry : node.properties()) {
        String name = entry.getKey();
        walk(entry.getValue(), path + "/" + escaped(name), schema.propertyOrAny(name), edits);
      }
      foreignKey(node, path, schema, edits);
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        walk(node.get(i), path + "/" + i, schema.items(), edits);
      }
      if (!node.isEmpty()) {
        edits.add(Edit.of("add", path + "/-", sibling(node.get(node.size() - 1))));
      }
    } else {
      leaf(node, path, edits);
    }
  }

  private static void leaf(JsonNode node, String path, List<Edit> edits) {
    edits.add(Edit.of("replace", path, other(node)));
    edits.add(Edit.of("remove", path, null));
  }

  /// A map gets any key; a struct gets one of the fields that its type has and nobody set.
  private static void foreignKey(JsonNode node, String path, Schema schema, List<Edit> edits) {
    if (schema.keyword("additionalProperties").isObject()) {
      JsonNode value =
          JsonNodeFactory.instance.textNode(
              path.endsWith("requests") || path.endsWith("limits") ? "1" : "x");
      String key = path.equals("/data") ? "foreign" : "example.com/foreign";
      edits.add(Edit.of("add", path + "/" + escaped(key), value));
      return;
    }
    List<ObjectNode> choices = new ArrayList<>();
    for (String type : List.of("boolean", "integer", "string")) {
      for (var field : schema.declaredProperties()) {
        Schema known = schema.propertyOrAny(field.getKey());
        if (!node.has(field.getKey()) && known.type().equals(type)) {
          choices.add(operation("add", path + "/" + escaped(field.getKey()), some(type)));
        }
      }
    }
    if (!choices.isEmpty()) {
      edits.add(new Edit(choices.subList(0, Math.min(6, choices.size()))));
    }
  }

  private static JsonNode some(String type) {
    JsonNodeFactory factory = JsonNodeFactory.instance;
    return switch (type) {
      case "boolean" -> factory.booleanNode(true);
      case "integer" -> factory.numberNode(7);
      default -> factory.textNode("foreign");
    };
  }

  /// Another element for a list.
  private static JsonNode sibling(JsonNode element) {
    if (!(element instanceof ObjectNode object)) {
      return other(element);
    }
    ObjectNode copy = object.deepCopy();
    for (String identity : IDENTITIES) {
      if (copy.path(identity).isValueNode()) {
        copy.set(identity, other(copy.get(identity)));
      }
    }
    if (copy.path("configMap") instanceof ObjectNode source) {
      source.put("name", "foreign");
    }
    return copy;
  }

  private static JsonNode other(JsonNode leaf) {
    JsonNodeFactory factory = JsonNodeFactory.instance;
    if (leaf.isBoolean()) {
      return factory.booleanNode(!leaf.asBoolean());
    }
    if (leaf instanceof NumericNode number) {
      return factory.numberNode(number.asInt() + 1);
    }
    return factory.textNode(
        switch (leaf.asText()) {
          case "UDP" -> "SCTP";
          case "Default" -> "ClusterFirst";
          case "PreferSameNode" -> "PreferSameZone";
          case "ClusterIP" -> "NodePort";
          case "Cluster" -> "Local";
          case "None" -> "ClientIP";
          case "IfNotPresent" -> "Always";
          case "Always" -> "OnFailure";
          case "RuntimeDefault" -> "Unconfined";
          case "HTTP" -> "HTTPS";
          case "Exists" -> "Equal";
          case "NoSchedule" -> "NoExecute";
          case "RollingUpdate" -> "OnDelete";
          case "File" -> "FallbackToLogsOnError";
          case "10%" -> "20%";
          case "50m" -> "60m";
          case "96Mi" -> "97Mi";
          case "256Mi" -> "257Mi";
          case "128Mi" -> "129Mi";
          case "net.ipv4.ip_unprivileged_port_start" -> "net.ipv4.ip_local_port_range";
          default -> leaf.asText() + "x";
        });
  }

  private static ObjectNode operation(String op, String path, JsonNode value) {
    ObjectNode operation = JsonNodeFactory.instance.objectNode().put("op", op).put("path", path);
    if (value != null) {
      operation.set("value", value);
    }
    return operation;
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
