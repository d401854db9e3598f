package dev.nodens.sandbox.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.api.DeleteOptions;
import dev.nodens.sandbox.api.Resources;
import dev.nodens.sandbox.api.Target;
import dev.nodens.sandbox.api.WriteOptions;
import dev.nodens.sandbox.json.ApiError;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.json.MergePatch;
import dev.nodens.sandbox.kind.ResourceType;
import dev.nodens.sandbox.store.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// Deletes what has lost all its owners, finishes foreground and orphaning deletions, and empties
/// namespaces that are being deleted.
final class GarbageCollector {
  private static final WriteOptions OPTIONS = WriteOptions.by("kube-controller-manager");

  private final Resources resources;

  GarbageCollector(Resources resources) {
    this.resources = resources;
  }

  private record Found(Target target, ObjectNode object) {}

  void reconcile() {
    var all = new ArrayList<Found>();
    for (ResourceType type : resources.kinds().all()) {
      for (Stored stored : resources.list(type, "")) {
        ObjectNode object = stored.tree();
        String namespace = Json.text(object, "metadata", "namespace");
        String name = Json.text(object, "metadata", "name");
        all.add(new Found(Target.of(type, namespace, name), object));
      }
    }
    var uids = new HashSet<String>();
    var dependents = new HashMap<String, List<Found>>();
    for (Found found : all) {
      uids.add(Owners.uid(found.object()));
      for (JsonNode owner : Json.at(found.object(), "metadata", "ownerReferences")) {
        dependents.computeIfAbsent(Json.text(owner, "uid"), u -> new ArrayList<>()).add(found);
      }
    }
    for (Found found : all) {
      JsonNode owners = Json.at(found.object(), "metadata", "ownerReferences");
      boolean owned = owners.isEmpty();
      for (JsonNode owner : owners) {
        owned |= uids.contains(Json.text(owner, "uid"));
      }
      if (!owned) {
        delete(found);
      }
      if (Owners.isDeleted(found.object())) {
        finish(found, dependents);
      }
    }
    emptyNamespaces(all);
  }

  private void finish(Found owner, Map<String, List<Found>> dependents) {
    List<Found> owned = dependents.getOrDefault(Owners.uid(owner.object()), List.of());
    for (JsonNode finalizer : Json.at(owner.object(), "metadata", "finalizers")) {
      if (finalizer.asText().equals("foregroundDeletion")) {
        owned.forEach(this::delete);
        if (owned.isEmpty()) {
          dropFinalizer(owner, "foregroundDeletion");
        }
      } else if (finalizer.asText().equals("orphan")) {
        owned.forEach(d -> disown(d, Owners.uid(owner.object())));
        dropFinalizer(owner, "orphan");
      }
    }
  }

  private void disown(Found dependent, String uid) {
    ArrayNode kept = Json.array();
    for (JsonNode owner : Json.at(dependent.object(), "metadata", "ownerReferences")) {
      if (!Json.text(owner, "uid").equals(uid)) {
        kept.add(owner);
      }
    }
    patch(dependent, "ownerReferences", kept);
  }

  private void dropFinalizer(Found found, String name) {
    ArrayNode kept = Json.array();
    for (JsonNode finalizer : Json.at(found.object(), "metadata", "finalizers")) {
      if (!finalizer.asText().equals(name)) {
        kept.add(finalizer);
      }
    }
    patch(found, "finalizers", kept);
  }

  private void patch(Found found, String field, ArrayNode value) {
    ObjectNode patch = Json.object();
    patch.putObject("metadata").set(field, value);
    try {
      var _ =
          resources.patch(
              found.target(),
              (schema, live) -> (ObjectNode) MergePatch.apply(live, patch),
              OPTIONS);
    } catch (ApiError e) {
      requireGone(e);
    }
  }

  private void delete(Found found) {
    if (Owners.isDeleted(found.object())) {
      return;
    }
    try {
      var _ = resources.delete(found.target(), DeleteOptions.DEFAULT);
    } catch (ApiError e) {
      requireGone(e);
    }
  }

  private static void requireGone(ApiError e) {
    if (e.code() != 404 && e.code() != 409) {
      throw e;
    }
  }

  private void emptyNamespaces(List<Found> all) {
    for (Found found : all) {
      if (!found.target().type().kind().equals("Namespace") || !Owners.isDeleted(found.object())) {
        continue;
      }
      List<Found> content =
          all.stream().filter(f -> f.target().namespace().equals(found.target().name())).toList();
      content.forEach(this::delete);
      if (content.isEmpty()) {
        ObjectNode patch = Json.object();
        patch.putObject("spec").putArray("finalizers");
        try {
          var _ =
              resources.patch(
                  found.target(),
                  (schema, live) -> (ObjectNode) MergePatch.apply(live, patch),
                  OPTIONS);
        } catch (ApiError e) {
          requireGone(e);
        }
      }
    }
  }
}
