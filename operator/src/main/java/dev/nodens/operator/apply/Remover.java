package dev.nodens.operator.apply;

import dev.nodens.crd.Drift;
import dev.nodens.crd.DriftPolicy;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// Removes objects that somebody put beside the operator's own, as often as an object may be put
/// back. Blocking; any thread.
public final class Remover {
  private final ClusterObjects cluster;
  private final Clock clock;
  private final Restraint restraint = new Restraint();

  /// @param cluster the API server
  /// @param clock how often objects are removed
  public Remover(ClusterObjects cluster, Clock clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  /// Removes an object if the policy says so.
  ///
  /// @param finding what is said about the object
  /// @param uid of the object
  /// @param beside the object beside which it was put: who puts another one there every time fights
  ///   about that
  /// @return the finding with what was done
  public Finding remove(Finding finding, String uid, ObjectKey beside, DriftPolicy policy) {
    if (policy != DriftPolicy.ENFORCE) {
      return finding.with(Drift.Action.REPORTED);
    }
    ObjectKey place =
        new ObjectKey(
            finding.key().apiVersion(),
            finding.key().kind(),
            finding.key().plural(),
            beside.namespace(),
            beside.name());
    List<Finding> counted =
        List.of(
            new Finding(
                place,
                finding.path(),
                finding.type(),
                Optional.empty(),
                Optional.empty(),
                finding.author(),
                finding.severity(),
                finding.action()));
    Optional<Restraint.Hold> hold = restraint.hold(place, counted, false, clock.instant());
    if (hold.isPresent()) {
      return finding.with(Drift.Action.SUPPRESSED).in(hold.get().fight());
    }
    cluster.delete(finding.key(), uid);
    return finding.with(Drift.Action.REVERTED).in(restraint.wrote(place, counted, clock.instant()));
  }
}
