package dev.nodens.sandbox.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.api.DeleteOptions;
import dev.nodens.sandbox.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;

/// The history of a DaemonSet's template, as ControllerRevisions.
final class Revisions {
  static final String HASH = "controller-revision-hash";

  private final Cluster cluster;

  Revisions(Cluster cluster) {
    this.cluster = cluster;
  }

  /// The hash of the current template; its revision exists and is the newest one afterwards.
  String current(ObjectNode daemonSet) {
    ObjectNode data = data(daemonSet);
    List<ObjectNode> history = of(daemonSet);
    long newest = history.isEmpty() ? 0 : number(history.getLast());
    for (ObjectNode revision : history) {
      if (Json.same(Json.at(revision, "data"), data)) {
        if (number(revision) < newest) {
          ObjectNode patch = Json.object().put("revision", newest + 1);
          var _ = cluster.patch("apps", "controllerrevisions", revision, "", patch);
        }
        return Json.text(revision, "metadata", "labels", HASH);
      }
    }
    String hash = hash(data);
    ObjectNode revision = Json.object();
    ObjectNode meta = revision.putObject("metadata");
    meta.put("name", Json.text(daemonSet, "metadata", "name") + "-" + hash);
    meta.put("namespace", Json.text(daemonSet, "metadata", "namespace"));
    ObjectNode labels = meta.putObject("labels").put(HASH, hash);
    Json.strings(Json.at(daemonSet, "spec", "template", "metadata", "labels")).forEach(labels::put);
    Owners.set(revision, daemonSet);
    revision.set("data", data);
    revision.put("revision", newest + 1);
    var _ = cluster.create("apps", "controllerrevisions", revision);
    return hash;
  }

  /// Removes the oldest revisions that no pod uses, beyond the limit of the DaemonSet.
  void trim(ObjectNode daemonSet, List<String> used) {
    List<ObjectNode> old =
        of(daemonSet).stream()
            .filter(r -> !used.contains(Json.text(r, "metadata", "labels", HASH)))
            .toList();
    int limit = Json.at(daemonSet, "spec", "revisionHistoryLimit").asInt(10);
    for (ObjectNode revision : old.subList(0, Math.max(0, old.size() - limit))) {
      cluster.delete("apps", "controllerrevisions", revision, DeleteOptions.NOW);
    }
  }

  private List<ObjectNode> of(ObjectNode daemonSet) {
    List<ObjectNode> all = cluster.list("apps", "controllerrevisions");
    var own =
        new ArrayList<>(
            all.stream().filter(r -> Owners.controller(r).equals(Owners.uid(daemonSet))).toList());
    for (ObjectNode revision : all) {
      if (Owners.controller(revision).isEmpty() && isNamedAfter(daemonSet, revision)) {
        cluster.adopt("apps", "controllerrevisions", revision, daemonSet).ifPresent(own::add);
      }
    }
    return own.stream().sorted(Comparator.comparingLong(Revisions::number)).toList();
  }

  private static boolean isNamedAfter(ObjectNode daemonSet, ObjectNode revision) {
    return Json.text(revision, "metadata", "namespace")
            .equals(Json.text(daemonSet, "metadata", "namespace"))
        && Json.text(revision, "metadata", "name")
            .startsWith(Json.text(daemonSet, "metadata", "name") + "-");
  }

  private static long number(ObjectNode revision) {
    return Json.at(revision, "revision").asLong();
  }

  private static ObjectNode data(ObjectNode daemonSet) {
    ObjectNode data = Json.object();
    JsonNode template = Json.at(daemonSet, "spec", "template").deepCopy();
    ((ObjectNode) template).put("$patch", "replace");
    data.putObject("spec").set("template", template);
    return data;
  }

  private static String hash(ObjectNode data) {
    var crc = new CRC32();
    crc.update(data.toString().getBytes(StandardCharsets.UTF_8));
    return Long.toString(crc.getValue(), 36);
  }
}
