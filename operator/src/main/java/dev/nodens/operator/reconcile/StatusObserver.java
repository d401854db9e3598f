package dev.nodens.operator.reconcile;

import dev.nodens.crd.ClusterDNSStatus;

/// Is told the status of a ClusterDNS after every reconciliation, from the thread that made it.
@FunctionalInterface
public interface StatusObserver {
  /// @param name the ClusterDNS
  /// @param status as it is now
  void observed(String name, ClusterDNSStatus status);
}
