package dev.nodens.sandbox.controller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.api.DeleteOptions;
import dev.nodens.sandbox.api.Outcome;
import dev.nodens.sandbox.api.Resources;
import dev.nodens.sandbox.api.Target;
import dev.nodens.sandbox.api.WriteOptions;
import dev.nodens.sandbox.json.ApiError;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.json.MergePatch;
import dev.nodens.sandbox.kind.ResourceType;
import dev.nodens.sandbox.store.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The API as controllers use it: objects by kind, and writes that do not fail because somebody
/// else was faster. Any thread.
///
/// @param resources the API
/// @param manager the field manager of the writes
public record Cluster(Resources resources, String manager) {
  public List<ObjectNode> list(String group, String plural) {
    return resources.list(type(group, plural), "").stream().map(Stored::tree).toList();
  }

  public Optional<ObjectNode> find(String group, String plural, String namespace, String name) {
    return resources.find(Target.of(type(group, plural), namespace, name)).map(Stored::tree);
  }

  public Instant now() {
    return resources.clock().instant();
  }

  private ResourceType type(String group, String plural) {
    return resources.kinds().require(group, plural);
  }

  private Target target(String group, String plural, ObjectNode object) {
    return Target.of(
        type(group, plural),
        Json.text(object, "metadata", "namespace"),
        Json.text(object, "metadata", "name"));
  }

  /// @return the new object; empty when it exists or its namespace does not
  public Optional<ObjectNode> create(String group, String plural, ObjectNode object) {
    Target target = target(group, plural, object);
    return quietly(() -> resources.create(target.named(""), object, WriteOptions.by(manager)));
  }

  /// Replaces the object as it is now, without regard to its version; nothing when it is gone.
  public Optional<ObjectNode> update(String group, String plural, ObjectNode object) {
    ObjectNode any = object.deepCopy();
    Json.ensureObject(any, "metadata").remove(List.of("resourceVersion", "managedFields"));
    Target target = target(group, plural, object);
    return quietly(() -> resources.update(target, any, WriteOptions.by(manager)));
  }

  /// Merges `patch` into the object or, with a subresource, into that part of it.
  public Optional<ObjectNode> patch(
      String group, String plural, ObjectNode object, String subresource, ObjectNode patch) {
    Target target = target(group, plural, object);
    Target part = subresource.isEmpty() ? target : target.status();
    return quietly(() ->
        resources.patch(
            part,
            (schema, live) -> (ObjectNode) MergePatch.apply(live, patch),
            WriteOptions.by(manager)));
  }

  /// Makes `owner` the controller of an object that has none.
  ///
  /// @return the object as it is now; empty when it is gone
  Optional<ObjectNode> adopt(String group, String plural, ObjectNode orphan, ObjectNode owner) {
    ObjectNode patch = Json.object();
    Owners.set(patch, owner);
    return patch(group, plural, orphan, "", patch);
  }

  public void delete(String group, String plural, ObjectNode object, DeleteOptions options) {
    Target target = target(group, plural, object);
    var _ = quietly(() -> resources.delete(target, options));
  }

  private static Optional<ObjectNode> quietly(java.util.function.Supplier<Outcome> write) {
    try {
      return Optional.of(write.get().object());
    } catch (ApiError e) {
      if (e.code() == 404 || e.code() == 409) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
