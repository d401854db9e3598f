package dev.nodens.operator;

import java.time.Duration;
import java.util.Set;

/// How an operator process works.
///
/// @param namespaces namespaces that it may write into
/// @param image image of the DNS server for declarations that name none
/// @param instance name of this process, in Events and in the lease
/// @param leaderElection whether only one of several processes works
/// @param leaseNamespace namespace of the lease
/// @param resync how often every declaration is looked at without a cause
public record Settings(
    Set<String> namespaces,
    String image,
    String instance,
    boolean leaderElection,
    String leaseNamespace,
    Duration resync) {
  public Settings {
    namespaces = Set.copyOf(namespaces);
  }
}
