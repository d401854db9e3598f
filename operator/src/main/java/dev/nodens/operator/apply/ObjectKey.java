package dev.nodens.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/// Which object.
///
/// @param apiVersion group and version
/// @param kind its kind
/// @param plural its resource name in the API
/// @param namespace empty for a cluster-scoped one
/// @param name its name
public record ObjectKey(
    String apiVersion, String kind, String plural, Optional<String> namespace, String name) {

  /// The key of an object.
  public static ObjectKey of(HasMetadata object) {
    return new ObjectKey(
        object.getApiVersion(),
        object.getKind(),
        object.getPlural(),
        Optional.ofNullable(object.getMetadata().getNamespace()),
        object.getMetadata().getName());
  }

  /// The same place under another name.
  public ObjectKey named(String otherName) {
    return new ObjectKey(apiVersion, kind, plural, namespace, otherName);
  }

  /// As it stands in the status, such as `ConfigMap kube-system/cluster-0a1b2c3d4e`.
  @Override
  public String toString() {
    return kind + " " + namespace.map(space -> space + "/").orElse("") + name;
  }
}
