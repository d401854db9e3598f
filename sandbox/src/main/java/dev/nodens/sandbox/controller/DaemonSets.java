package dev.nodens.sandbox.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.api.DeleteOptions;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.kind.LabelSelector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// DaemonSets: one pod per node that it belongs on, replaced by surge or in place when the template
/// changes, counted in the status.
final class DaemonSets {
  private final Cluster cluster;
  private final Revisions revisions;

  DaemonSets(Cluster cluster) {
    this.cluster = cluster;
    this.revisions = new Revisions(cluster);
  }

  /// The pods of one node.
  private record OnNode(List<ObjectNode> fresh, List<ObjectNode> old) {}

  void reconcile() {
    List<ObjectNode> nodes = cluster.list("", "nodes");
    var podsByOwner = new HashMap<String, List<ObjectNode>>();
    for (ObjectNode pod : cluster.list("", "pods")) {
      podsByOwner.computeIfAbsent(Owners.controller(pod), o -> new ArrayList<>()).add(pod);
    }
    for (ObjectNode daemonSet : cluster.list("apps", "daemonsets")) {
      if (!Owners.isDeleted(daemonSet)) {
        var pods = new ArrayList<>(podsByOwner.getOrDefault(Owners.uid(daemonSet), List.of()));
        for (ObjectNode orphan : podsByOwner.getOrDefault("", List.of())) {
          if (selects(daemonSet, orphan)) {
            cluster.adopt("", "pods", orphan, daemonSet).ifPresent(pods::add);
          }
        }
        reconcile(daemonSet, nodes, pods);
      }
    }
  }

  private static boolean selects(ObjectNode daemonSet, ObjectNode pod) {
    return Json.text(pod, "metadata", "namespace")
            .equals(Json.text(daemonSet, "metadata", "namespace"))
        && !Owners.isDeleted(pod)
        && new LabelSelector(Json.at(daemonSet, "spec", "selector"))
            .matches(Json.at(pod, "metadata", "labels"));
  }

  private void reconcile(ObjectNode daemonSet, List<ObjectNode> nodes, List<ObjectNode> pods) {
    String hash = revisions.current(daemonSet);
    JsonNode spec = Json.at(daemonSet, "spec", "template", "spec");
    var eligible = new TreeMap<String, OnNode>();
    for (ObjectNode node : nodes) {
      if (Scheduling.fits(spec, node)) {
        eligible.put(
            Json.text(node, "metadata", "name"), new OnNode(new ArrayList<>(), new ArrayList<>()));
      }
    }
    int misscheduled = 0;
    for (ObjectNode pod : pods) {
      OnNode there = eligible.get(Json.text(pod, "spec", "nodeName"));
      if (there == null) {
        misscheduled++;
        delete(pod);
      } else if (!Owners.isDeleted(pod)) {
        boolean fresh = Json.text(pod, "metadata", "labels", Revisions.HASH).equals(hash);
        (fresh ? there.fresh() : there.old()).add(pod);
      }
    }
    for (var entry : eligible.entrySet()) {
      OnNode there = entry.getValue();
      if (there.fresh().isEmpty() && there.old().isEmpty()) {
        create(daemonSet, entry.getKey(), hash);
      }
      removeSurplus(there.fresh());
      removeSurplus(there.old());
    }
    if (Json.text(daemonSet, "spec", "updateStrategy", "type").equals("RollingUpdate")) {
      roll(daemonSet, eligible, hash);
    }
    writeStatus(daemonSet, eligible, misscheduled);
    revisions.trim(
        daemonSet,
        pods.stream().map(p -> Json.text(p, "metadata", "labels", Revisions.HASH)).toList());
  }

  private void removeSurplus(List<ObjectNode> pods) {
    pods.sort(Comparator.comparing(p -> Json.text(p, "metadata", "creationTimestamp")));
    while (pods.size() > 1) {
      delete(pods.removeLast());
    }
  }

  private void roll(ObjectNode daemonSet, Map<String, OnNode> eligible, String hash) {
    JsonNode rolling = Json.at(daemonSet, "spec", "updateStrategy", "rollingUpdate");
    int surge = share(Json.text(rolling, "maxSurge"), eligible.size());
    if (surge > 0) {
      rollBySurge(daemonSet, eligible, hash, surge);
    } else {
      int unavailable = share(Json.text(rolling, "maxUnavailable"), eligible.size());
      rollInPlace(daemonSet, eligible, Math.max(unavailable, 1));
    }
  }

  /// New pods first; an old one goes when the new one of its node has been ready long enough.
  private void rollBySurge(
      ObjectNode daemonSet, Map<String, OnNode> eligible, String hash, int surge) {
    int left = surge;
    for (OnNode there : eligible.values()) {
      if (!there.fresh().isEmpty() && !there.old().isEmpty()) {
        if (isAvailable(daemonSet, there.fresh().getFirst())) {
          delete(there.old().removeFirst());
        } else {
          left--;
        }
      }
    }
    for (var entry : eligible.entrySet()) {
      OnNode there = entry.getValue();
      if (there.fresh().isEmpty() && !there.old().isEmpty()) {
        boolean broken = !isAvailable(daemonSet, there.old().getFirst());
        if (broken || left > 0) {
          left -= broken ? 0 : 1;
          create(daemonSet, entry.getKey(), hash);
        }
      }
    }
  }

  private void rollInPlace(ObjectNode daemonSet, Map<String, OnNode> eligible, int allowed) {
    int left = allowed;
    for (OnNode there : eligible.values()) {
      boolean fresh = !there.fresh().isEmpty() && isAvailable(daemonSet, there.fresh().getFirst());
      boolean old = !there.old().isEmpty() && isAvailable(daemonSet, there.old().getFirst());
      left -= fresh || old ? 0 : 1;
    }
    for (OnNode there : eligible.values()) {
      if (!there.old().isEmpty() && there.fresh().isEmpty()) {
        boolean broken = !isAvailable(daemonSet, there.old().getFirst());
        if (broken || left > 0) {
          left -= broken ? 0 : 1;
          delete(there.old().removeFirst());
        }
      }
    }
  }

  /// A number, or a percentage of `total` rounded up.
  static int share(String value, int total) {
    if (value.endsWith("%")) {
      int percent = Integer.parseInt(value.substring(0, value.length() - 1));
      return (total * percent + 99) / 100;
    }
    return value.isEmpty() ? 0 : Integer.parseInt(value);
  }

  private void create(ObjectNode daemonSet, String node, String hash) {
    ObjectNode template = (ObjectNode) Json.at(daemonSet, "spec", "template").deepCopy();
    ObjectNode pod = Json.object();
    pod.set("metadata", Json.at(template, "metadata").deepCopy());
    ObjectNode meta = Json.ensureObject(pod, "metadata");
    meta.put("generateName", Json.text(daemonSet, "metadata", "name") + "-");
    meta.put("namespace", Json.text(daemonSet, "metadata", "namespace"));
    ObjectNode labels = Json.ensureObject(meta, "labels").put(Revisions.HASH, hash);
    labels.put(
        "pod-template-generation",
        Json.text(
            daemonSet, "metadata", "annotations", "deprecated.daemonset.template.generation"));
    Owners.set(pod, daemonSet);
    ObjectNode spec = Json.ensureObject(template, "spec");
    spec.put("nodeName", node);
    Scheduling.addDaemonTolerations(spec);
    pod.set("spec", spec);
    var _ = cluster.create("", "pods", pod);
  }

  private void delete(ObjectNode pod) {
    if (!Owners.isDeleted(pod)) {
      cluster.delete("", "pods", pod, DeleteOptions.DEFAULT);
    }
  }

  private boolean isAvailable(ObjectNode daemonSet, ObjectNode pod) {
    long minimum = Json.at(daemonSet, "spec", "minReadySeconds").asLong();
    return isReady(pod)
        && (minimum == 0
            || !readySince(pod).plus(Duration.ofSeconds(minimum)).isAfter(cluster.now()));
  }

  static boolean isReady(ObjectNode pod) {
    return !readySince(pod).equals(Instant.MAX);
  }

  private static Instant readySince(ObjectNode pod) {
    for (JsonNode condition : Json.at(pod, "status", "conditions")) {
      if (Json.text(condition, "type").equals("Ready")
          && Json.text(condition, "status").equals("True")) {
        return Instant.parse(Json.text(condition, "lastTransitionTime"));
      }
    }
    return Instant.MAX;
  }

  private void writeStatus(ObjectNode daemonSet, Map<String, OnNode> eligible, int misscheduled) {
    int current = 0;
    int updated = 0;
    int ready = 0;
    int available = 0;
    for (OnNode there : eligible.values()) {
      var pods = new ArrayList<>(there.fresh());
      pods.addAll(there.old());
      current += pods.isEmpty() ? 0 : 1;
      updated += there.fresh().isEmpty() ? 0 : 1;
      ready += pods.stream().anyMatch(DaemonSets::isReady) ? 1 : 0;
      available += pods.stream().anyMatch(p -> isAvailable(daemonSet, p)) ? 1 : 0;
    }
    ObjectNode status =
        Json.object()
            .put("currentNumberScheduled", current)
            .put("desiredNumberScheduled", eligible.size())
            .put("numberMisscheduled", misscheduled)
            .put("numberReady", ready)
            .put("observedGeneration", Json.at(daemonSet, "metadata", "generation").asLong())
            .put("updatedNumberScheduled", updated)
            .put("numberAvailable", available)
            .put("numberUnavailable", eligible.size() - available);
    ObjectNode patch = Json.object();
    patch.set("status", status);
    var _ = cluster.patch("apps", "daemonsets", daemonSet, "status", patch);
  }
}
