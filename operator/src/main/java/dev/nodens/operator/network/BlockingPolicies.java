package dev.nodens.operator.network;

import dev.nodens.crd.Drift;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.apply.ObjectKey;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// NetworkPolicies that let nobody ask the DNS pods, as differences to show. They are somebody
/// else's and never removed.
///
/// One that lets some peers in is no difference: people may want that, and only the pods' silence
/// tells that the operator is not among them.
public final class BlockingPolicies {
  private BlockingPolicies() {}

  /// One finding for each policy that has a part in it, sorted by name; empty when queries get in.
  ///
  /// @param policies those in the namespace of the pods
  /// @param labels of the pods
  /// @param ports what the pods call port 53 over UDP, by the names of their container ports
  public static List<Finding> findings(
      Collection<NetworkPolicy> policies, Map<String, String> labels, List<String> ports) {
    return DnsReach.of(policies, labels, ports).access() == DnsReach.Access.BLOCKED
        ? DnsReach.selecting(policies, labels).stream()
            .sorted(Comparator.comparing(policy -> policy.getMetadata().getName()))
            .map(BlockingPolicies::finding)
            .toList()
        : List.of();
  }

  private static Finding finding(NetworkPolicy policy) {
    return new Finding(
        ObjectKey.of(policy),
        "/spec/ingress",
        Drift.Type.ADDED,
        Optional.empty(),
        Optional.of("selects the DNS pods and lets nobody ask port 53 over UDP"),
        author(policy),
        Drift.Severity.CRITICAL,
        Drift.Action.REPORTED);
  }

  private static Optional<String> author(NetworkPolicy policy) {
    return Objects.requireNonNullElse(
            policy.getMetadata().getManagedFields(), List.<ManagedFieldsEntry>of())
        .stream()
        .filter(entry -> entry.getSubresource() == null || entry.getSubresource().isEmpty())
        .max(Comparator.comparing(entry -> Objects.requireNonNullElse(entry.getTime(), "")))
        .map(entry -> entry.getManager() + " (" + entry.getOperation() + ")");
  }
}
