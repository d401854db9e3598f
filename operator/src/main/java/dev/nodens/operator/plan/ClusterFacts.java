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
/// @param revisions revisions that got a number, in any order
/// @param declared the revision that the workload declares so far
/// @param source what `spec.corefileFrom` names; null for a declaration without
/// @param clients namespaces of `spec.networkPolicy.clientEgressNamespaces`
public record ClusterFacts(
    int kubernetesMinor,
    @Nullable String serviceIP,
    @Nullable String recordedIP,
    @Nullable String apiServerIP,
    List<NodeFacts> nodes,
    List<KnownRevision> revisions,
    @Nullable KnownRevision declared,
    @Nullable SourceFacts source,
    List<ClientNamespace> clients) {

  @SuppressWarnings("NullAway") // Jackson leaves absent lists null
  public ClusterFacts {
    nodes = nodes == null ? List.of() : List.copyOf(nodes);
    revisions = revisions == null ? List.of() : List.copyOf(revisions);
    clients = clients == null ? List.of() : List.copyOf(clients);
  }

  /// Of a declaration without source and client namespaces.
  public ClusterFacts(
      int kubernetesMinor,
      @Nullable String serviceIP,
      @Nullable String recordedIP,
      @Nullable String apiServerIP,
      List<NodeFacts> nodes,
      List<KnownRevision> revisions,
      @Nullable KnownRevision declared) {
    this(
        kubernetesMinor,
        serviceIP,
        recordedIP,
        apiServerIP,
        nodes,
        revisions,
        declared,
        null,
        List.of());
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

  /// A namespace whose pods shall be let out to DNS.
  ///
  /// @param name its name
  /// @param problem why it must not have a policy for that; null when it may
  public record ClientNamespace(String name, @Nullable String problem) {}

  /// One address of a node.
  ///
  /// @param type as in `status.addresses[].type`
  /// @param address IPv4, IPv6 or a host name
  public record Address(String type, String address) {}

  /// A revision that got its number earlier.
  ///
  /// @param name name of its ConfigMap
  /// @param number its number
  public record KnownRevision(String name, long number) {}
}
