package dev.nodens.sandbox.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;
import java.util.List;
import java.util.Map;

/// What the admission plugins of a default API server add to a new pod. Pure; any thread.
final class PodAdmission {
  private static final List<String> WAITED_FOR =
      List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");
  private static final Map<String, Integer> PRIORITIES =
      Map.of("system-cluster-critical", 2_000_000_000, "system-node-critical", 2_000_001_000);

  private PodAdmission() {}

  /// Priority, and five minutes on a node that is not ready.
  static void admit(ObjectNode spec) {
    String priorityClass = Json.text(spec, "priorityClassName");
    spec.put("priority", PRIORITIES.getOrDefault(priorityClass, 0));
    PodRules.put(spec, "preemptionPolicy", "PreemptLowerPriority");
    for (String key : WAITED_FOR) {
      if (!toleratesEviction(spec, key)) {
        spec.withArray("tolerations")
            .addObject()
            .put("key", key)
            .put("operator", "Exists")
            .put("effect", "NoExecute")
            .put("tolerationSeconds", 300);
      }
    }
  }

  private static boolean toleratesEviction(ObjectNode spec, String key) {
    for (JsonNode toleration : Json.at(spec, "tolerations")) {
      String effect = Json.text(toleration, "effect");
      String tolerated = Json.text(toleration, "key");
      boolean all = tolerated.isEmpty() && Json.text(toleration, "operator").equals("Exists");
      if ((effect.isEmpty() || effect.equals("NoExecute")) && (all || tolerated.equals(key))) {
        return true;
      }
    }
    return false;
  }

  /// The quality-of-service class.
  static String quality(ObjectNode spec) {
    boolean any = false;
    boolean guaranteed = true;
    for (JsonNode container : spec.withArray("containers")) {
      JsonNode limits = Json.at(container, "resources", "limits");
      JsonNode requests = Json.at(container, "resources", "requests");
      any |= !limits.isEmpty() || !requests.isEmpty();
      guaranteed &= limits.has("cpu") && limits.has("memory") && Json.same(limits, requests);
    }
    if (!any) {
      return "BestEffort";
    }
    return guaranteed ? "Guaranteed" : "Burstable";
  }
}
