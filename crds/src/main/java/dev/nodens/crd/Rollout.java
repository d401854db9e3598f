package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.IntOrString;

/// How a new revision reaches the nodes.
///
/// @param canary whether it is proven before a serving pod is replaced
/// @param canaryNodes how many nodes get a canary pod
/// @param maxSurge nodes that may have a second pod, a number or a percentage
/// @param progressDeadlineSeconds how long a roll may take, in seconds
/// @param onFailure what happens to a roll that fails
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Rollout(
    Canary canary,
    Integer canaryNodes,
    IntOrString maxSurge,
    Integer progressDeadlineSeconds,
    OnFailure onFailure) {
  static final Rollout DEFAULT =
      new Rollout(Canary.SHADOW, 1, new IntOrString("10%"), 600, OnFailure.ROLLBACK);

  public Rollout {
    canary = Defaults.or(canary, Canary.SHADOW);
    canaryNodes = Defaults.or(canaryNodes, 1);
    maxSurge = Defaults.or(maxSurge, new IntOrString("10%"));
    progressDeadlineSeconds = Defaults.or(progressDeadlineSeconds, 600);
    onFailure = Defaults.or(onFailure, OnFailure.ROLLBACK);
  }

  /// Whether a revision is proven first.
  public enum Canary {
    /// In pods that no client asks.
    @JsonProperty("Shadow")
    SHADOW,
    /// Not at all.
    @JsonProperty("Disabled")
    DISABLED
  }

  /// What happens to a roll that fails.
  public enum OnFailure {
    /// Back to the last revision that was proven.
    @JsonProperty("Rollback")
    ROLLBACK,
    /// Everything stays as it is.
    @JsonProperty("Halt")
    HALT
  }
}
