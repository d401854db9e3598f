package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// The roll that is under way, or the last one.
///
/// @param phase how far it is
/// @param revision number of the revision that is rolled
/// @param startedAt when it began, RFC 3339
/// @param deadline when it counts as failed, RFC 3339
/// @param message how far it is, or why it failed
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutStatus(
    Phase phase,
    @Nullable Long revision,
    @Nullable String startedAt,
    @Nullable String deadline,
    @Nullable String message) {

  /// How far a roll is.
  public enum Phase {
    /// There was none yet.
    @JsonProperty("Idle")
    IDLE,
    /// Canary pods are asked.
    @JsonProperty("Canary")
    CANARY,
    /// Pods are replaced.
    @JsonProperty("Rolling")
    ROLLING,
    /// Every pod is asked.
    @JsonProperty("Verifying")
    VERIFYING,
    /// On the way to the last good revision.
    @JsonProperty("RollingBack")
    ROLLING_BACK,
    /// It failed and everything stays as it is.
    @JsonProperty("Halted")
    HALTED,
    /// Every node serves the revision.
    @JsonProperty("Complete")
    COMPLETE
  }
}
