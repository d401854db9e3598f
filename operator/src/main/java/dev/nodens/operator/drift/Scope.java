package dev.nodens.operator.drift;

import java.util.List;
import java.util.Optional;

/// What belongs to the operator alone in an object of a kind, and what the API server or others may
/// write in there.
///
/// @param owned subtrees in which every field counts
/// @param tolerated places in them that others may write
record Scope(List<FieldPath> owned, List<FieldPath> tolerated) {

  static Scope of(String kind) {
    return switch (kind) {
      case "ConfigMap" -> owning("data", "binaryData", "immutable");
      case "NetworkPolicy" -> owning("spec");
      case "ServiceAccount" -> owning("automountServiceAccountToken");
      case "ClusterRole" -> owning("rules", "aggregationRule");
      case "ClusterRoleBinding" -> owning("subjects", "roleRef");
      case "Service" ->
          new Scope(
              List.of(FieldPath.of("spec")),
              List.of(FieldPath.of("spec", "clusterIPs"), FieldPath.of("spec", "ipFamilies")));
      case "DaemonSet" ->
          new Scope(
              List.of(FieldPath.of("spec")),
              List.of(
                  FieldPath.of("spec", "template", "metadata", "creationTimestamp"),
                  // kubectl rollout restart: a wish for new pods, not another configuration
                  FieldPath.of("spec", "template", "metadata", "annotations", RESTARTED_AT)));
      default -> throw new IllegalArgumentException("the operator declares no " + kind);
    };
  }

  private static final String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

  private static Scope owning(String... fields) {
    return new Scope(List.of(fields).stream().map(FieldPath::of).toList(), List.of());
  }

  boolean tolerates(FieldPath path) {
    return tolerated.stream().anyMatch(path::isAtOrBelow);
  }

  /// Fields that identify the elements of a list, per the API's list-type map; empty for a list
  /// that is compared as a whole.
  static Optional<List<String>> keysOf(FieldPath list) {
    if (!(list.elements().getLast() instanceof FieldPath.Field(String name))) {
      return Optional.empty();
    }
    return switch (name) {
      case "containers",
          "initContainers",
          "ephemeralContainers",
          "volumes",
          "env",
          "imagePullSecrets" ->
          Optional.of(List.of("name"));
      case "volumeMounts" -> Optional.of(List.of("mountPath"));
      case "ports" ->
          Optional.of(
              list.passes("containers")
                  ? List.of("containerPort", "protocol")
                  : List.of("port", "protocol"));
      default -> Optional.empty();
    };
  }
}
