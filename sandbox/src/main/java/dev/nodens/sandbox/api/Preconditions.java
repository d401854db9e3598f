package dev.nodens.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.ApiError;
import dev.nodens.sandbox.json.ApiError.Cause;
import dev.nodens.sandbox.json.Json;
import java.util.List;
import java.util.stream.StreamSupport;

/// What must hold between a request and the stored object before anything is written. Pure; any
/// thread.
final class Preconditions {
  private static final String MODIFIED =
      "the object has been modified; please apply your changes to the latest version and try again";

  private Preconditions() {}

  /// @throws ApiError 409 when the request was made for another incarnation or version
  static void sameVersion(Target target, ObjectNode live, ObjectNode given) {
    String uid = Json.text(given, "metadata", "uid");
    String liveUid = Json.text(live, "metadata", "uid");
    if (!uid.isEmpty() && !uid.equals(liveUid)) {
      throw target.conflict(
          "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + liveUid);
    }
    String version = Json.text(given, "metadata", "resourceVersion");
    boolean any = version.isEmpty() || version.equals("0");
    if (!any && !version.equals(Json.text(live, "metadata", "resourceVersion"))) {
      throw target.conflict(MODIFIED);
    }
  }

  /// @throws ApiError 422 when a kind insists on a version and the request gives none
  static void versionGiven(Target target, ObjectNode object) {
    boolean insists = target.type().custom() || target.type().kind().equals("Lease");
    if (insists && Json.text(object, "metadata", "resourceVersion").isEmpty()) {
      var cause = Cause.invalid("metadata.resourceVersion", "0", "must be specified for an update");
      throw ApiError.invalid(
          target.type().group(), target.type().plural(), target.name(), List.of(cause));
    }
  }

  /// @throws ApiError 409 when the deletion was meant for another incarnation or version
  static void deletion(Target target, ObjectNode object, DeleteOptions options) {
    String uid = Json.text(object, "metadata", "uid");
    if (!options.uid().isEmpty() && !options.uid().equals(uid)) {
      throw ApiError.conflict(
          target.type().group(),
          target.type().kind(),
          target.name(),
          "the UID in the precondition ("
              + options.uid()
              + ") does not match the UID in record ("
              + uid
              + "). The object might have been deleted and then recreated");
    }
    String version = Json.text(object, "metadata", "resourceVersion");
    if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals(version)) {
      throw target.conflict(
          "Precondition failed: ResourceVersion in precondition: "
              + options.resourceVersion()
              + ", ResourceVersion in object meta: "
              + version);
    }
  }

  /// @throws ApiError 422 when an object that is being deleted would get a new finalizer
  static void noNewFinalizers(Target target, ObjectNode object, ObjectNode old) {
    if (!Json.at(old, "metadata").has("deletionTimestamp")) {
      return;
    }
    JsonNode known = Json.at(old, "metadata", "finalizers");
    for (JsonNode finalizer : Json.at(object, "metadata", "finalizers")) {
      if (StreamSupport.stream(known.spliterator(), false).noneMatch(finalizer::equals)) {
        String detail =
            "no new finalizers can be added if the object is being deleted, found new finalizers"
                + " []string{"
                + finalizer
                + "}";
        throw ApiError.invalid(
            target.type().group(),
            target.type().kind(),
            target.name(),
            List.of(Cause.forbidden("metadata.finalizers", detail)));
      }
    }
  }
}
