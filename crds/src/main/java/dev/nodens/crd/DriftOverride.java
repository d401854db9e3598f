package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Required;

/// Another drift policy for the objects of one kind.
///
/// @param kind kind of the objects
/// @param policy what happens to their differences
public record DriftOverride(@Required Kind kind, @Required DriftPolicy policy) {

  /// Kinds of object that the operator keeps, or watches beside them.
  public enum Kind {
    /// What the server may read.
    @JsonProperty("ClusterRole")
    CLUSTER_ROLE("ClusterRole"),
    /// Who may.
    @JsonProperty("ClusterRoleBinding")
    CLUSTER_ROLE_BINDING("ClusterRoleBinding"),
    /// Revisions and node names.
    @JsonProperty("ConfigMap")
    CONFIG_MAP("ConfigMap"),
    /// The servers.
    @JsonProperty("DaemonSet")
    DAEMON_SET("DaemonSet"),
    /// Addresses behind the Service that somebody added.
    @JsonProperty("EndpointSlice")
    ENDPOINT_SLICE("EndpointSlice"),
    /// Policies of `spec.networkPolicy`.
    @JsonProperty("NetworkPolicy")
    NETWORK_POLICY("NetworkPolicy"),
    /// The Service that clients ask.
    @JsonProperty("Service")
    SERVICE("Service"),
    /// The identity of the servers.
    @JsonProperty("ServiceAccount")
    SERVICE_ACCOUNT("ServiceAccount");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /// The kind as Kubernetes spells it.
    public String text() {
      return text;
    }
  }
}
