package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// Names of the cluster's nodes, answered with their addresses.
///
/// @param enabled whether they are answered
/// @param addressTypes types of node address to answer with
/// @param ttlSeconds TTL of the answers in seconds
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeHosts(Boolean enabled, List<AddressType> addressTypes, Integer ttlSeconds) {
  /// Type of a node's address, as in `status.addresses[].type` of a Node.
  public enum AddressType {
    /// Reachable inside the cluster.
    @JsonProperty("InternalIP")
    INTERNAL_IP("InternalIP"),
    /// Reachable from outside.
    @JsonProperty("ExternalIP")
    EXTERNAL_IP("ExternalIP");

    private final String text;

    AddressType(String text) {
      this.text = text;
    }

    /// The value as a Node spells it.
    public String text() {
      return text;
    }
  }

  static final NodeHosts DEFAULT = new NodeHosts(false, List.of(AddressType.INTERNAL_IP), 60);

  public NodeHosts {
    enabled = Defaults.or(enabled, false);
    addressTypes = Defaults.copy(addressTypes, List.of(AddressType.INTERNAL_IP));
    ttlSeconds = Defaults.or(ttlSeconds, 60);
  }
}
