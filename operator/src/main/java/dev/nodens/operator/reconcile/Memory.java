package dev.nodens.operator.reconcile;

import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.ClusterDNSStatus.Origin;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.apply.ObjectKey;
import dev.nodens.operator.observe.ServedRevisions;
import dev.nodens.operator.observe.StaleServers;
import dev.nodens.operator.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

  /// The revisions in use, by name: somebody may delete a ConfigMap that is needed again.
  final Map<String, StoredRevision> revisions = new HashMap<>();

  /// What was put back and is in no status yet, because the pass ended before that was written: the
  /// next pass finds everything in order.
  private final List<Finding> untold = new ArrayList<>();

  private long highest;
  private @Nullable Accepted accepted;
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

  /// A declaration that was accepted.
  ///
  /// @param spec the declaration
  /// @param plan the revision that it asks for, and all else
  /// @param source where the configuration came from
  /// @param author who declared it, if anybody can be named
  /// @param proven whether the revision was proven earlier, so that it needs no canary
  record Accepted(
      ClusterDNSSpec spec, Plan plan, Origin source, Optional<String> author, boolean proven) {
    /// The same beside a foreign DNS.
    Accepted with(Plan.Membership membership) {
      return with(plan.with(membership));
    }

    /// The same in a cluster that changed.
    Accepted with(Plan other) {
      return new Accepted(spec, other, source, author, proven);
    }
  }

  Optional<Accepted> accepted() {
    return Optional.ofNullable(accepted);
  }

  void accept(Accepted newlyAccepted) {
    accepted = newlyAccepted;
  }

  /// Nothing is in force any more.
  void release() {
    accepted = null;
    brought.clear();
  }

  /// Takes note of what a pass found.
  ///
  /// @return that, after what was put back earlier and nobody was told
  List<Finding> withUntold(List<Finding> found) {
    List<Finding> all = new ArrayList<>(untold);
    all.addAll(found);
    found.stream().filter(Finding::isUndone).forEach(untold::add);
    return all;
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
    untold.clear();
  }
}
