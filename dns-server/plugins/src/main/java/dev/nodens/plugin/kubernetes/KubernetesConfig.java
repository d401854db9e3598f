package dev.nodens.plugin.kubernetes;

import dev.nodens.wire.Name;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a `kubernetes` directive says.
///
/// @param zones forward and reverse zones, in the order written
/// @param primaryZone the first zone of [#zones] that is no reverse zone: where PTR records point
///   to
/// @param api how to reach the API server
/// @param namespaces the only namespaces with names; empty for all
/// @param namespaceLabels label selector for namespaces
/// @param labels label selector for services, endpoint slices and pods
/// @param pods how pod names are answered
/// @param endpointPodNames endpoints without hostname are named after their pods
/// @param outside whether `k8s_external` of the same block needs external addresses
/// @param ttl of all records, in seconds, 0 to 3600
/// @param endpoints whether endpoint slices are read at all (`noendpoints`: no)
/// @param fallthrough zones in which a name that does not exist is passed on; empty for none
/// @param multicluster those of [#zones] that are of a set of clusters (KEP-1645)
/// @param zonal whether headless services have names for the endpoints of one zone of the topology
/// @param ignoreEmptyService a service without ready endpoints does not exist
/// @param startupTimeout how long the start waits for a complete view
public record KubernetesConfig(
    List<Name> zones,
    Name primaryZone,
    Api api,
    Set<String> namespaces,
    Optional<String> namespaceLabels,
    Optional<String> labels,
    PodMode pods,
    boolean endpointPodNames,
    boolean outside,
    int ttl,
    boolean endpoints,
    List<Name> fallthrough,
    List<Name> multicluster,
    boolean zonal,
    boolean ignoreEmptyService,
    Duration startupTimeout) {

  public KubernetesConfig {
    zones = List.copyOf(zones);
    namespaces = Set.copyOf(namespaces);
    fallthrough = List.copyOf(fallthrough);
    multicluster = List.copyOf(multicluster);
  }

  /// How to reach the API server. Without endpoint and kubeconfig: as a pod of the cluster.
  ///
  /// @param endpoint URL
  /// @param tls files for `endpoint`
  /// @param kubeconfig file, which wins over `endpoint`
  /// @param context of `kubeconfig`, instead of its current one
  /// @param queriesPerSecond most requests a second; 0 for the default
  /// @param burst requests that may come at once; 0 for the default
  /// @param maxInflight requests under way at the same time; 0 for no limit
  public record Api(
      Optional<String> endpoint,
      Optional<Tls> tls,
      Optional<String> kubeconfig,
      Optional<String> context,
      double queriesPerSecond,
      int burst,
      int maxInflight) {}

  /// Files of PEM text; an empty path means none.
  public record Tls(String certificate, String key, String authority) {}
}
