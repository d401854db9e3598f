package dev.nodens.operator.reconcile;

import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.network.BlockingPolicies;
import dev.nodens.operator.network.DnsReach;
import dev.nodens.operator.network.EgressIsolation;
import dev.nodens.operator.observe.Observation;
import dev.nodens.operator.observe.RevisionProbe.Serves;
import dev.nodens.operator.plan.ClusterFacts.ClientNamespace;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What NetworkPolicies mean for a DNS.
final class NetworkReader {
  /// Names of the container ports that stand for port 53 over UDP.
  private static final List<String> DNS_PORTS = List.of("dns");

  private final Watches watches;

  NetworkReader(Watches watches) {
    this.watches = watches;
  }

  /// The namespaces whose pods shall be let out to DNS.
  List<ClientNamespace> clients(String owner, ClusterDNSSpec spec) {
    return spec.networkPolicy().clientEgressNamespaces().stream()
        .sorted()
        .map(namespace ->
            new ClientNamespace(
                namespace,
                EgressIsolation.problem(namespace, watches.foreignPolicies(owner, namespace))
                    .orElse(null)))
        .toList();
  }

  /// Why pods that the kubelets call ready do not answer, if NetworkPolicies are to blame.
  Optional<String> trouble(String owner, String namespace, Observation seen) {
    boolean silent =
        seen.pods().stream()
            .filter(pod -> pod.ready() && !pod.leaving())
            .anyMatch(pod -> !(seen.served().get(pod.name()) instanceof Serves));
    if (!silent) {
      return Optional.empty();
    }
    return watches.pods(owner, namespace).stream()
        .findFirst()
        .map(NetworkReader::labels)
        .flatMap(labels -> DnsReach.of(watches.policies(namespace), labels, DNS_PORTS).trouble());
  }

  /// Policies of others that let nobody ask the pods.
  List<Finding> blocking(String owner, String namespace) {
    return watches.pods(owner, namespace).stream()
        .findFirst()
        .map(NetworkReader::labels)
        .map(labels -> BlockingPolicies.findings(watches.policies(namespace), labels, DNS_PORTS))
        .orElse(List.of());
  }

  private static Map<String, String> labels(Pod pod) {
    return Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
  }
}
