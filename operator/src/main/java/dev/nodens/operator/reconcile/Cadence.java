package dev.nodens.operator.reconcile;

import dev.nodens.crd.AdoptionStatus.State;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.Condition;
import dev.nodens.crd.RolloutStatus;
import dev.nodens.operator.status.ConditionTypes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// When a ClusterDNS is looked at next, unless something wakes the operator before. Pure.
final class Cadence {
  /// While something is on its way or unproved, pods are asked again after this time.
  static final Duration UNSETTLED = Duration.ofSeconds(5);

  /// While the Service goes from one DNS to another.
  static final Duration CHANGING_HANDS = Duration.ofSeconds(1);

  /// While canary pods start or pods are asked, nothing else wakes the operator.
  private static final Duration BUSY = Duration.ofSeconds(2);

  private static final Duration AT_ONCE = Duration.ofMillis(100);

  private final Duration resync;

  /// @param resync how often a settled one is looked at
  Cadence(Duration resync) {
    this.resync = resync;
  }

  /// The usual time after a look.
  ///
  /// @param leaving whether it is being deleted
  Duration after(ClusterDNSStatus before, ClusterDNSStatus after, boolean leaving) {
    if (leaving || isJoining(after)) {
      return CHANGING_HANDS;
    }
    Duration settled = isSettled(after) ? resync : UNSETTLED;
    RolloutStatus rollout = after.rollout();
    if (rollout == null) {
      return settled;
    }
    if (before.rollout() == null || before.rollout().phase() != rollout.phase()) {
      return AT_ONCE;
    }
    return switch (rollout.phase()) {
      case CANARY, VERIFYING -> BUSY;
      case ROLLING, ROLLING_BACK -> UNSETTLED;
      case HALTED -> resync;
      case IDLE, COMPLETE -> settled;
    };
  }

  /// The usual time, or an earlier one that somebody wants.
  static Duration sooner(Duration usual, Optional<Instant> wanted, Instant now) {
    Duration left = wanted.map(time -> Duration.between(now, time)).orElse(usual);
    return left.compareTo(usual) >= 0 ? usual : left.compareTo(AT_ONCE) < 0 ? AT_ONCE : left;
  }

  private static boolean isSettled(ClusterDNSStatus status) {
    return is(status, ConditionTypes.PROGRESSING, Condition.Status.FALSE)
        && is(status, ConditionTypes.CONFIG_SERVED, Condition.Status.TRUE);
  }

  private static boolean isJoining(ClusterDNSStatus status) {
    return status.adoption() != null
        && (status.adoption().state() == State.DETECTED
            || status.adoption().state() == State.SHADOWING);
  }

  private static boolean is(ClusterDNSStatus status, String type, Condition.Status wanted) {
    return status.condition(type).filter(condition -> condition.status() == wanted).isPresent();
  }
}
