package dev.nodens.operator.adopt;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Optional;

/// What lives in the namespace of the DNS Service, ours and everybody else's.
///
/// @param service the live DNS Service
/// @param deployments all of them
/// @param daemonSets all of them
/// @param pods those with the label `k8s-app: kube-dns`; ours may be missing
/// @param configMaps looks up a ConfigMap by its name
public record Neighbourhood(
    Optional<Service> service,
    List<Deployment> deployments,
    List<DaemonSet> daemonSets,
    List<Pod> pods,
    Lookup configMaps) {

  public Neighbourhood {
    deployments = List.copyOf(deployments);
    daemonSets = List.copyOf(daemonSets);
    pods = List.copyOf(pods);
  }

  /// Finds a ConfigMap of the namespace.
  @FunctionalInterface
  public interface Lookup {
    /// @return empty when there is none of this name
    Optional<ConfigMap> named(String name);
  }
}
