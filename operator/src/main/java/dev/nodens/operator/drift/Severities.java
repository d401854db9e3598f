package dev.nodens.operator.drift;

import dev.nodens.crd.Drift.Severity;
import java.util.Set;

/// How bad a difference is.
public final class Severities {
  /// Fields of the DaemonSet whose change takes DNS away from nodes as its pods roll.
  private static final Set<String> CRITICAL_WORKLOAD =
      Set.of(
          "dnsPolicy",
          "nodeSelector",
          "affinity",
          "image",
          "args",
          "command",
          "volumes",
          "hostNetwork",
          "selector");

  /// Fields of the Service whose change takes DNS away at once.
  private static final Set<String> CRITICAL_SERVICE =
      Set.of("selector", "ports", "clusterIP", "type", "internalTrafficPolicy", "externalName");

  private Severities() {}

  /// Of a changed, added or removed field.
  public static Severity ofField(String kind, FieldPath path) {
    if (path.equals(FieldPath.of("metadata", "ownerReferences"))) {
      return Severity.HIGH;
    }
    if (path.passes("metadata") && !path.passes("template")) {
      return Severity.LOW;
    }
    return switch (kind) {
      case "ConfigMap" -> anyOf(path, Set.of("Corefile"));
      case "ClusterRole", "ClusterRoleBinding" -> Severity.CRITICAL;
      case "Service" -> anyOf(path, CRITICAL_SERVICE);
      case "DaemonSet" -> anyOf(path, CRITICAL_WORKLOAD);
      default -> Severity.HIGH;
    };
  }

  /// Of an object that is gone or was replaced: its pods, addresses or rights go with it.
  public static Severity ofObject() {
    return Severity.CRITICAL;
  }

  private static Severity anyOf(FieldPath path, Set<String> critical) {
    return critical.stream().anyMatch(path::passes) ? Severity.CRITICAL : Severity.HIGH;
  }
}
