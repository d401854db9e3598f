package dev.nodens.sandbox.controller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;
import java.util.Map;

/// Copies Events of `events.k8s.io` to the core group, where `kubectl get events` and `kubectl
/// describe` look. A real API server keeps one object with two faces; here they are two objects.
final class EventCopies {
  private static final Map<String, String> RENAMED =
      Map.of(
          "regarding", "involvedObject",
          "note", "message",
          "reportingController", "reportingComponent",
          "deprecatedSource", "source",
          "deprecatedCount", "count",
          "deprecatedFirstTimestamp", "firstTimestamp",
          "deprecatedLastTimestamp", "lastTimestamp");

  private final Cluster cluster;

  EventCopies(Cluster cluster) {
    this.cluster = cluster;
  }

  void reconcile() {
    for (ObjectNode event : cluster.list("events.k8s.io", "events")) {
      String namespace = Json.text(event, "metadata", "namespace");
      String name = Json.text(event, "metadata", "name");
      ObjectNode copy = copy(event, namespace, name);
      var existing = cluster.find("", "events", namespace, name);
      if (existing.isEmpty()) {
        var _ = cluster.create("", "events", copy);
      } else if (!Json.same(existing.get().get("series"), copy.get("series"))
          || !Json.text(existing.get(), "message").equals(Json.text(copy, "message"))) {
        var _ = cluster.update("", "events", copy);
      }
    }
  }

  private static ObjectNode copy(ObjectNode event, String namespace, String name) {
    ObjectNode copy = Json.object();
    event
        .properties()
        .forEach(field ->
            copy.set(RENAMED.getOrDefault(field.getKey(), field.getKey()), field.getValue()));
    copy.put("apiVersion", "v1");
    copy.putObject("metadata").put("namespace", namespace).put("name", name);
    return copy;
  }
}
