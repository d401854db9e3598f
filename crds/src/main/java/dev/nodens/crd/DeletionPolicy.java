package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What happens to the DNS when its ClusterDNS is deleted.
public enum DeletionPolicy {
  /// It serves on.
  @JsonProperty("Retain")
  RETAIN,
  /// It is removed.
  @JsonProperty("Delete")
  DELETE,
  /// It is removed as soon as another DNS serves under the same Service.
  @JsonProperty("HandBack")
  HAND_BACK
}
