package dev.nodens.operator.render;

import dev.nodens.operator.Names;
import dev.nodens.operator.plan.Plan;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The NetworkPolicies of `spec.networkPolicy`.
final class NetworkPolicies {
  /// Every namespace carries its name under this label.
  private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

  private NetworkPolicies() {}

  /// Lets everybody ask the DNS pods, canaries included. Clients are everywhere, also on the hosts,
  /// so there is no `from`.
  static Optional<NetworkPolicy> server(Plan plan) {
    if (!plan.network().ingress()) {
      return Optional.empty();
    }
    return Optional.of(
        new NetworkPolicyBuilder()
            .withNewMetadata()
            .withName(Names.workload(plan.owner()))
            .withNamespace(plan.namespace())
            .withLabels(Names.labels(plan.owner()))
            .endMetadata()
            .withNewSpec()
            .withNewPodSelector()
            .withMatchLabels(Map.of(Names.OWNER, plan.owner()))
            .endPodSelector()
            .withPolicyTypes("Ingress")
            .addNewIngress()
            .withPorts(port("UDP", Ports.DNS), port("TCP", Ports.DNS))
            .endIngress()
            .addNewIngress()
            .withPorts(
                port("TCP", Ports.HEALTH), port("TCP", Ports.READY), port("TCP", Ports.METRICS))
            .endIngress()
            .endSpec()
            .build());
  }

  /// Let the pods of other namespaces ask, whichever DNS pods serve there.
  static List<NetworkPolicy> clients(Plan plan) {
    return plan.network().clientNamespaces().stream()
        .map(namespace -> client(plan, namespace))
        .toList();
  }

  private static NetworkPolicy client(Plan plan, String namespace) {
    return new NetworkPolicyBuilder()
        .withNewMetadata()
        .withName(Names.clientPolicy(plan.owner()))
        .withNamespace(namespace)
        .withLabels(Names.labels(plan.owner()))
        .endMetadata()
        .withNewSpec()
        .withPodSelector(new LabelSelector())
        .withPolicyTypes("Egress")
        .addNewEgress()
        .addNewTo()
        .withNewNamespaceSelector()
        .withMatchLabels(Map.of(NAMESPACE_NAME, plan.namespace()))
        .endNamespaceSelector()
        .withNewPodSelector()
        .withMatchLabels(Map.of(Names.K8S_APP, Names.KUBE_DNS))
        .endPodSelector()
        .endTo()
        .withPorts(port("UDP", Ports.DNS), port("TCP", Ports.DNS))
        .endEgress()
        .endSpec()
        .build();
  }

  private static NetworkPolicyPort port(String protocol, int number) {
    return new NetworkPolicyPort(null, new IntOrString(number), protocol);
  }
}
