package dev.nodens.operator.network;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Whether NetworkPolicies let queries in to the DNS pods.
///
/// A pod that no policy selects for ingress is open; one that any selects takes in what at least
/// one of them allows. Whether the cluster's network enforces policies at all cannot be known from
/// here.
///
/// @param access what they do to queries over UDP
/// @param policies those that select the pods, as `NetworkPolicy namespace/name`, sorted
public record DnsReach(Access access, List<String> policies) {
  private static final int PORT = 53;

  public DnsReach {
    policies = List.copyOf(policies);
  }

  /// What policies do to queries.
  public enum Access {
    /// Everybody may ask.
    OPEN,
    /// Some peers may ask.
    RESTRICTED,
    /// Nobody may ask.
    BLOCKED
  }

  /// Works out what policies do to pods.
  ///
  /// @param policies those in the namespace of the pods
  /// @param labels of the pods
  /// @param ports what the pods call port 53 over UDP, by the names of their container ports
  public static DnsReach of(
      Collection<NetworkPolicy> policies, Map<String, String> labels, List<String> ports) {
    List<NetworkPolicy> selecting = selecting(policies, labels);
    List<NetworkPolicyIngressRule> rules =
        selecting.stream()
            .flatMap(policy -> policy.getSpec().getIngress().stream())
            .filter(rule -> hasPort(rule, ports))
            .toList();
    boolean open = selecting.isEmpty() || rules.stream().anyMatch(rule -> rule.getFrom().isEmpty());
    return new DnsReach(
        open ? Access.OPEN : rules.isEmpty() ? Access.BLOCKED : Access.RESTRICTED,
        selecting.stream()
            .map(policy ->
                "NetworkPolicy %s/%s"
                    .formatted(policy.getMetadata().getNamespace(), policy.getMetadata().getName()))
            .sorted()
            .toList());
  }

  /// The policies that have a say in who may ask.
  static List<NetworkPolicy> selecting(
      Collection<NetworkPolicy> policies, Map<String, String> labels) {
    return policies.stream()
        .filter(DnsReach::isForIngress)
        .filter(policy -> Selectors.matches(policy.getSpec().getPodSelector(), labels))
        .toList();
  }

  /// What to say when pods do not answer; empty when policies are not the cause.
  public Optional<String> trouble() {
    String named =
        policies.size() == 1
            ? policies.getFirst() + " selects"
            : String.join(", ", policies) + " select";
    return switch (access) {
      case OPEN -> Optional.empty();
      case RESTRICTED ->
          Optional.of(
              named
                  + " the DNS pods and let only some peers in at port 53 over UDP, the operator perhaps not among them; set spec.networkPolicy.ingress to true or let everybody in (docs/network-policies.md)");
      case BLOCKED ->
          Optional.of(
              named
                  + " the DNS pods and no rule lets port 53 over UDP in; set spec.networkPolicy.ingress to true or add one (docs/network-policies.md)");
    };
  }

  private static boolean isForIngress(NetworkPolicy policy) {
    List<String> types = policy.getSpec().getPolicyTypes();
    return types.isEmpty() || types.contains("Ingress");
  }

  private static boolean hasPort(NetworkPolicyIngressRule rule, List<String> names) {
    return rule.getPorts().isEmpty()
        || rule.getPorts().stream().anyMatch(port -> isDns(port, names));
  }

  private static boolean isDns(NetworkPolicyPort port, List<String> names) {
    if (!Objects.requireNonNullElse(port.getProtocol(), "TCP").equals("UDP")) {
      return false;
    }
    IntOrString number = port.getPort();
    if (number == null) {
      return true;
    }
    if (number.getStrVal() != null) {
      return names.contains(number.getStrVal());
    }
    int last = Objects.requireNonNullElse(port.getEndPort(), number.getIntVal());
    return number.getIntVal() <= PORT && PORT <= last;
  }
}
