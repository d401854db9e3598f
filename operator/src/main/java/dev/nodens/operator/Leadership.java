package dev.nodens.operator;

import java.time.Duration;

/// How replicas take turns.
///
/// @param lease how long after its last renewal the others believe in a leader
/// @param renew how long a leader tries to renew before it steps down
/// @param retry how often the lease is renewed, and asked for by the others
/// @param stepDown what a process does that lost the lease: from then on another one may write, so
///   it must stop at once
public record Leadership(Duration lease, Duration renew, Duration retry, Runnable stepDown) {
  /// The times of Kubernetes' own controllers; a process that lost the lease ends without another
  /// word to anybody, and is started anew by its kubelet.
  public static final Leadership DEFAULT =
      new Leadership(
          Duration.ofSeconds(15),
          Duration.ofSeconds(10),
          Duration.ofSeconds(2),
          () -> Runtime.getRuntime().halt(1));
}
