package dev.nodens.operator.drift;

import dev.nodens.crd.Drift.Severity;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How bad a difference is.
public final class Severities {
  /// Fields of the DaemonSet whose change takes DNS away from nodes as its pods roll.
  private static final Set<String> CRITICAL_WORKLOAD =
      Set.of(
          "dnsPolicy",
          "nodeSelector",
          "affinity",
          "tolerations",
          "image",
          "args",
          "command",
          "volumes",
          "hostNetwork",
          "selector");

  /// Fields of the Service whose change takes DNS away at once.
  private static final Set<String> CRITICAL_SERVICE =
      Set.of("selector", "ports", "clusterIP", "type", "internalTrafficPolicy", "externalName");

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private Severities() {}

  /// Of a difference. What changes only the look of a text is cosmetic.
  public static Severity of(String kind, Difference difference) {
    boolean cosmetic =
        kind.equals("ConfigMap")
            && difference.declared().isTextual()
            && difference.live().isTextual()
            && bare(difference.declared().asText()).equals(bare(difference.live().asText()));
    return cosmetic ? Severity.LOW : ofField(kind, difference.path());
  }

  /// A text without comments and without what stands between its words.
  private static String bare(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(line -> BLANKS.matcher(line).replaceAll(" "))
        .collect(Collectors.joining("\n"));
  }

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
      case "ClusterRole", "ClusterRoleBinding", "NetworkPolicy" -> Severity.CRITICAL;
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
