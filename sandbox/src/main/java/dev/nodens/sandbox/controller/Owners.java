package dev.nodens.sandbox.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;

/// Owner references. Pure; any thread.
final class Owners {
  private Owners() {}

  static String uid(ObjectNode object) {
    return Json.text(object, "metadata", "uid");
  }

  /// Makes `owner` the controller of `object`.
  static void set(ObjectNode object, ObjectNode owner) {
    Json.ensureObject(object, "metadata")
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", Json.text(owner, "apiVersion"))
        .put("kind", Json.text(owner, "kind"))
        .put("name", Json.text(owner, "metadata", "name"))
        .put("uid", uid(owner))
        .put("controller", true)
        .put("blockOwnerDeletion", true);
  }

  /// The uid of the object's controller, or the empty string.
  static String controller(ObjectNode object) {
    for (JsonNode reference : Json.at(object, "metadata", "ownerReferences")) {
      if (Json.at(reference, "controller").asBoolean()) {
        return Json.text(reference, "uid");
      }
    }
    return "";
  }

  static boolean isDeleted(ObjectNode object) {
    return Json.at(object, "metadata").has("deletionTimestamp");
  }
}
