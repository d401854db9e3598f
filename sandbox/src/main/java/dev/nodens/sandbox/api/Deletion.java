package dev.nodens.sandbox.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.kind.ResourceType;

/// What has to happen before an object may go. Pure; any thread.
final class Deletion {
  private Deletion() {}

  /// The finalizers that a propagation policy asks for.
  static void addFinalizer(ObjectNode meta, String propagation) {
    String name =
        switch (propagation) {
          case "Foreground" -> "foregroundDeletion";
          case "Orphan" -> "orphan";
          default -> "";
        };
    if (name.isEmpty()) {
      return;
    }
    for (var existing : Json.at(meta, "finalizers")) {
      if (existing.asText().equals(name)) {
        return;
      }
    }
    meta.withArray("finalizers").add(name);
  }

  /// The seconds an object is given: only Pods that run on a node get any.
  static long grace(ResourceType type, ObjectNode object, long asked) {
    if (!type.kind().equals("Pod") || Json.text(object, "spec", "nodeName").isEmpty()) {
      return 0;
    }
    String phase = Json.text(object, "status", "phase");
    if (phase.equals("Failed") || phase.equals("Succeeded")) {
      return 0;
    }
    return asked >= 0 ? asked : Json.at(object, "spec", "terminationGracePeriodSeconds").asLong(30);
  }

  static boolean mustWait(ResourceType type, ObjectNode object, long grace) {
    boolean namespace =
        type.kind().equals("Namespace") && !Json.at(object, "spec", "finalizers").isEmpty();
    return grace > 0 || namespace || !Json.at(object, "metadata", "finalizers").isEmpty();
  }

  /// Marks the object as being deleted from `time` on; an earlier mark is only ever shortened.
  static void mark(ResourceType type, ObjectNode object, String time, long grace) {
    ObjectNode meta = Json.ensureObject(object, "metadata");
    boolean marked = meta.has("deletionTimestamp");
    if (marked && grace >= Json.at(meta, "deletionGracePeriodSeconds").asLong()) {
      return;
    }
    meta.put("deletionTimestamp", time);
    meta.put("deletionGracePeriodSeconds", grace);
    if (!marked && meta.has("generation")) {
      meta.put("generation", meta.get("generation").asLong() + 1);
    }
    if (type.kind().equals("Namespace")) {
      Json.ensureObject(object, "status").put("phase", "Terminating");
    }
  }

  /// True when the object was marked and nothing holds it any more.
  static boolean isDue(ResourceType type, ObjectNode object) {
    ObjectNode meta = Json.ensureObject(object, "metadata");
    boolean content =
        type.kind().equals("Namespace") && !Json.at(object, "spec", "finalizers").isEmpty();
    return meta.has("deletionTimestamp")
        && !content
        && Json.at(meta, "finalizers").isEmpty()
        && Json.at(meta, "deletionGracePeriodSeconds").asLong() == 0;
  }
}
