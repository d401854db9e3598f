package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What happens when a live object differs from what is declared.
public enum DriftPolicy {
  /// Differences are reverted, and the revert is shown for ten minutes.
  @JsonProperty("Enforce")
  ENFORCE,
  /// Differences are shown and left; missing objects are recreated all the same.
  @JsonProperty("Report")
  REPORT,
  /// Differences are shown; nothing is written at all.
  @JsonProperty("Observe")
  OBSERVE
}
