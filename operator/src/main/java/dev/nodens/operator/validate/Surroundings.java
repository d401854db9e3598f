package dev.nodens.operator.validate;

import dev.nodens.operator.Names;
import dev.nodens.operator.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What a configuration finds in its pod and around it.
///
/// @param clusterDomain the kubelets' cluster domain, without the final dot
/// @param serviceAddresses addresses of the DNS Service itself
/// @param mounted absolute paths of files that the operator puts into the pod beside the
///   configuration
public record Surroundings(
    String clusterDomain, List<String> serviceAddresses, Set<String> mounted) {
  /// Where the names of the nodes are mounted.
  public static final String NODE_HOSTS = Names.CONFIG_DIRECTORY + "/" + Names.NODE_HOSTS;

  public Surroundings {
    serviceAddresses = List.copyOf(serviceAddresses);
    mounted = Set.copyOf(mounted);
  }

  /// Those of a plan.
  ///
  /// @param live addresses that the Service has
  public static Surroundings of(Plan plan, List<String> live) {
    List<String> addresses = new ArrayList<>(live);
    addresses.add(plan.service().clusterIP());
    return new Surroundings(
        plan.accepted().clusterDomain(),
        addresses,
        plan.nodeHosts().isPresent() ? Set.of(NODE_HOSTS) : Set.of());
  }
}
