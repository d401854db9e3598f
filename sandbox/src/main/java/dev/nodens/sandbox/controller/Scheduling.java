package dev.nodens.sandbox.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.kind.LabelSelector;
import java.util.List;

/// On which nodes a daemon's pods belong. Pure; any thread.
final class Scheduling {
  private static final List<String> TOLERATED =
      List.of(
          "node.kubernetes.io/not-ready:NoExecute",
          "node.kubernetes.io/unreachable:NoExecute",
          "node.kubernetes.io/disk-pressure:NoSchedule",
          "node.kubernetes.io/memory-pressure:NoSchedule",
          "node.kubernetes.io/pid-pressure:NoSchedule",
          "node.kubernetes.io/unschedulable:NoSchedule");

  private Scheduling() {}

  /// The tolerations that every daemon's pod gets.
  static void addDaemonTolerations(ObjectNode spec) {
    ArrayNode tolerations = spec.withArray("tolerations");
    for (String one : TOLERATED) {
      int colon = one.indexOf(':');
      tolerations
          .addObject()
          .put("key", one.substring(0, colon))
          .put("operator", "Exists")
          .put("effect", one.substring(colon + 1));
    }
  }

  /// True when a pod of this specification belongs on the node.
  static boolean fits(JsonNode spec, ObjectNode node) {
    JsonNode labels = Json.at(node, "metadata", "labels");
    for (var wanted : Json.at(spec, "nodeSelector").properties()) {
      if (!Json.text(labels, wanted.getKey()).equals(wanted.getValue().asText())
          || !labels.has(wanted.getKey())) {
        return false;
      }
    }
    return matchesAffinity(spec, labels) && toleratesAll(spec, node);
  }

  private static boolean matchesAffinity(JsonNode spec, JsonNode labels) {
    JsonNode terms =
        Json.at(
            spec,
            "affinity",
            "nodeAffinity",
            "requiredDuringSchedulingIgnoredDuringExecution",
            "nodeSelectorTerms");
    if (terms.isEmpty()) {
      return true;
    }
    for (JsonNode term : terms) {
      if (new LabelSelector(term).matches(labels)) {
        return true;
      }
    }
    return false;
  }

  private static boolean toleratesAll(JsonNode spec, ObjectNode node) {
    ObjectNode withDefaults = Json.object();
    withDefaults.putArray("tolerations").addAll(list(Json.at(spec, "tolerations")));
    addDaemonTolerations(withDefaults);
    for (JsonNode taint : Json.at(node, "spec", "taints")) {
      if (!Json.text(taint, "effect").equals("PreferNoSchedule")
          && !isTolerated(taint, withDefaults.get("tolerations"))) {
        return false;
      }
    }
    return true;
  }

  private static List<JsonNode> list(JsonNode array) {
    var items = new java.util.ArrayList<JsonNode>();
    array.forEach(items::add);
    return items;
  }

  private static boolean isTolerated(JsonNode taint, JsonNode tolerations) {
    for (JsonNode toleration : tolerations) {
      String effect = Json.text(toleration, "effect");
      String key = Json.text(toleration, "key");
      boolean exists = Json.text(toleration, "operator").equals("Exists");
      boolean sameEffect = effect.isEmpty() || effect.equals(Json.text(taint, "effect"));
      boolean sameKey = key.isEmpty() ? exists : key.equals(Json.text(taint, "key"));
      boolean sameValue =
          exists || Json.text(toleration, "value").equals(Json.text(taint, "value"));
      if (sameEffect && sameKey && sameValue) {
        return true;
      }
    }
    return false;
  }
}
