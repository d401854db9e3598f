package dev.nodens.operator.network;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Label selectors, by the rules of the Kubernetes API.
final class Selectors {
  private Selectors() {}

  /// Whether a selector takes in whatever there is.
  static boolean isEverything(@Nullable LabelSelector selector) {
    return selector == null
        || (labels(selector).isEmpty() && selector.getMatchExpressions().isEmpty());
  }

  static boolean matches(@Nullable LabelSelector selector, Map<String, String> labels) {
    return isEverything(selector)
        || (labels.entrySet().containsAll(labels(Objects.requireNonNull(selector)).entrySet())
            && selector.getMatchExpressions().stream()
                .allMatch(requirement -> holds(requirement, labels)));
  }

  private static Map<String, String> labels(LabelSelector selector) {
    return Objects.requireNonNullElse(selector.getMatchLabels(), Map.of());
  }

  /// An operator that a later API may add holds never.
  private static boolean holds(LabelSelectorRequirement requirement, Map<String, String> labels) {
    String value = labels.get(requirement.getKey());
    return switch (requirement.getOperator()) {
      case "In" -> value != null && requirement.getValues().contains(value);
      case "NotIn" -> value == null || !requirement.getValues().contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> false;
    };
  }
}
