package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/// One condition, per the Kubernetes API conventions.
///
/// @param type its name
/// @param status whether it holds
/// @param observedGeneration generation of the spec that it is about
/// @param lastTransitionTime when the status last changed, RFC 3339
/// @param reason why, in one UpperCamel word
/// @param message why, and what to do next
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
    @Required String type,
    @Required Status status,
    @Nullable Long observedGeneration,
    @Required String lastTransitionTime,
    @Required String reason,
    @Required String message) {

  /// Whether a condition holds.
  public enum Status {
    /// It holds.
    @JsonProperty("True")
    TRUE,
    /// It does not.
    @JsonProperty("False")
    FALSE,
    /// Nobody can say.
    @JsonProperty("Unknown")
    UNKNOWN
  }
}
