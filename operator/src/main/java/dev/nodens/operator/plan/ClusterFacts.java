package dev.nodens.operator.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a plan needs to know about the cluster.
///
/// @param kubernetesMinor minor version of the API server, such as 36
/// @param serviceIP address of the live DNS Service, if there is one
/// @param recordedIP address that the DNS Service had when it was last seen
/// @param apiServerIP address of the Service `default/kubernetes`, the first of the service range
/// @param nodes the nodes with their addresses
/// @param revisions revisions whose ConfigMaps exist, in any order
/// @param declared the revision that the workload declares so far
/// @param source what `spec.corefileFrom` names; null for a declaration without
public record ClusterFacts(
    int kubernetesMinor,
    @Nullable String serviceIP,
    @Nullable String recordedIP,
    @Nullable String apiServerIP,
    List<NodeFacts> nodes,
    List<KnownRevision> revisions,
    @Nullable KnownRevision declared,
    @Nullable SourceFacts source) {

  @SuppressWarnings("NullAway") // Jackson leaves absent lists null
  public ClusterFacts {
    nodes = nodes == null ? List.of() : List.copyOf(nodes);
    revisions = revisions == null ? List.of() : List.copyOf(revisions);
  }

  /// Of a declaration without `spec.corefileFrom`.
  public ClusterFacts(
      int kubernetesMinor,
      @Nullable String serviceIP,
      @Nullable String recordedIP,
      @Nullable String apiServerIP,
      List<NodeFacts> nodes,
      List<KnownRevision> revisions,
      @Nullable KnownRevision declared) {
    this(kubernetesMinor, serviceIP, recordedIP, apiServerIP, nodes, revisions, declared, null);
  }

  /// A node with its addresses.
  ///
  /// @param name its name
  /// @param addresses in the order of the Node's status
  public record NodeFacts(String name, List<Address> addresses) {
    public NodeFacts {
      addresses = List.copyOf(addresses);
    }
  }

  /// One address of a node.
  ///
  /// @param type as in `status.addresses[].type`
  /// @param address IPv4, IPv6 or a host name
  public record Address(String type, String address) {}

  /// A revision that got its number earlier.
  ///
  /// @param hash lower-case hex SHA-256 of its Corefile
  /// @param number its number
  public record KnownRevision(String hash, long number) {}
}
