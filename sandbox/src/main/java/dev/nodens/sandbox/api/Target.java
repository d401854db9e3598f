package dev.nodens.sandbox.api;

import dev.nodens.sandbox.json.ApiError;
import dev.nodens.sandbox.kind.ResourceType;

/// What a request is about.
///
/// @param type the resource
/// @param namespace empty for cluster-scoped resources and for lists over all namespaces
/// @param name empty for lists and creations
/// @param subresource empty, or such as `status`
public record Target(ResourceType type, String namespace, String name, String subresource) {
  public static Target of(ResourceType type, String namespace, String name) {
    return new Target(type, namespace, name, "");
  }

  public Target named(String newName) {
    return new Target(type, namespace, newName, subresource);
  }

  public Target status() {
    return new Target(type, namespace, name, "status");
  }

  /// The key of the object in its collection.
  public String key() {
    return namespace + "/" + name;
  }

  /// The name of the collection.
  public String collection() {
    return type.group() + "/" + type.plural();
  }

  ApiError notFound() {
    return ApiError.notFound(type.group(), type.plural(), name);
  }

  ApiError conflict(String why) {
    return ApiError.conflict(type.group(), type.plural(), name, why);
  }
}
