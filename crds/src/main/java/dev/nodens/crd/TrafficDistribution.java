package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Which pod answers the queries of a node.
public enum TrafficDistribution {
  /// The node's own while it is ready.
  @JsonProperty("PreferSameNode")
  PREFER_SAME_NODE,
  /// One of the node's zone while one is ready.
  @JsonProperty("PreferSameZone")
  PREFER_SAME_ZONE,
  /// Every one in turn.
  @JsonProperty("Any")
  ANY
}
