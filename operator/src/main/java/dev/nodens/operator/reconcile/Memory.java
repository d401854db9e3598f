package dev.nodens.operator.reconcile;

import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.operator.apply.ObjectKey;
import dev.nodens.operator.observe.ServedRevisions;
import dev.nodens.operator.observe.StaleServers;
import dev.nodens.operator.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one operator process remembers of one ClusterDNS between two reconciliations, which never
/// overlap.
final class Memory {
  final ServedRevisions served;

  /// Objects that this process has brought to their intent.
  final Set<ObjectKey> brought = new HashSet<>();

  /// When something was held back, the time to try it.
  Optional<Instant> again = Optional.empty();

  /// How often the node hosts change.
  final Pace nodeHosts = new Pace(Duration.ofSeconds(5), Duration.ofSeconds(2));

  private long highest;
  private @Nullable Plan accepted;
  private @Nullable ClusterDNSStatus status;
  private Instant writtenAt = Instant.EPOCH;

  final StaleServers stale;

  Memory(ServedRevisions served, StaleServers stale) {
    this.served = served;
    this.stale = stale;
  }

  /// The API server never counts a generation down, unless it was restored from a backup.
  ///
  /// @return the highest generation that was seen before, if this one is lower
  Optional<Long> rewoundFrom(long generation) {
    long before = highest;
    highest = generation;
    return generation < before ? Optional.of(before) : Optional.empty();
  }

  Optional<Plan> accepted() {
    return Optional.ofNullable(accepted);
  }

  void accept(Plan plan) {
    accepted = plan;
  }

  /// Nothing is in force any more.
  void release() {
    accepted = null;
    brought.clear();
  }

  /// The status written last; the informer's copy may lag behind it.
  Optional<ClusterDNSStatus> status() {
    return Optional.ofNullable(status);
  }

  /// When the status was written last, or found to need no write; the epoch before that.
  Instant writtenAt() {
    return writtenAt;
  }

  void wrote(ClusterDNSStatus newStatus, Instant now) {
    status = newStatus;
    writtenAt = now;
  }
}
