package dev.nodens.operator.status;

import dev.nodens.crd.SourceStatus;
import java.util.Optional;

/// What there is around the objects of a DNS.
///
/// @param source the ConfigMap that the Corefile comes from
/// @param deletion why the deletion of the ClusterDNS waits; empty when it does not
/// @param network how NetworkPolicies keep queries from the pods; empty when they do not
public record Circumstances(
    Optional<SourceStatus> source, Optional<String> deletion, Optional<String> network) {
  /// Nothing worth a word.
  public static final Circumstances NONE =
      new Circumstances(Optional.empty(), Optional.empty(), Optional.empty());
}
