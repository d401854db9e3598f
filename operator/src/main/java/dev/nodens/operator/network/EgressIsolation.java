package dev.nodens.operator.network;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Whether a policy that lets the pods of a namespace ask DNS does them no harm.
///
/// The first policy for egress that selects a pod cuts it off from everything that it does not
/// name. So one for DNS may only join others that select every pod already.
public final class EgressIsolation {
  private EgressIsolation() {}

  /// Why a policy for DNS must not be written into a namespace; empty when it may.
  ///
  /// @param policies those in the namespace, without the operator's own
  public static Optional<String> problem(String namespace, Collection<NetworkPolicy> policies) {
    return policies.stream().anyMatch(EgressIsolation::isolatesEveryPod)
        ? Optional.empty()
        : Optional.of(
            "spec.networkPolicy.clientEgressNamespaces: namespace %s has no NetworkPolicy that denies egress to all its pods, so one for DNS would cut them off from everything else; none is kept there"
                .formatted(namespace));
  }

  private static boolean isolatesEveryPod(NetworkPolicy policy) {
    List<String> types = policy.getSpec().getPolicyTypes();
    boolean egress =
        types.isEmpty() ? !policy.getSpec().getEgress().isEmpty() : types.contains("Egress");
    return egress && Selectors.isEverything(policy.getSpec().getPodSelector());
  }
}
