package dev.nodens.operator.rollout;

import dev.nodens.crd.Rollout;
import dev.nodens.crd.Rollout.Canary;
import dev.nodens.crd.Rollout.OnFailure;
import dev.nodens.crd.RolloutStatus.Phase;
import dev.nodens.operator.rollout.RolloutState.Halt;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The rules of a rollout.
///
/// ```
/// declare -> Canary -> Rolling -> Verifying -> Complete
///              |          \           /
///            Halted     RollingBack -> Halted
/// ```
///
/// The state says what the workload declares; whoever calls brings that about before it asks for
/// the next state. So what was decided is in the status before it is done, and an operator that is
/// killed in between does it after its start.
public final class RolloutMachine {
  /// Between why a roll failed and how its undoing stands.
  private static final String GOING_BACK = "; and going back to revision";

  private RolloutMachine() {}

  /// What is declared now.
  ///
  /// @param revision the revision that the declaration asks for
  /// @param anew whether the declaration was changed since the last state, so that what failed may
  ///   be tried again
  /// @param proven whether the revision needs no canary, because somebody goes back to one that was
  ///   proven
  public record Declared(RevisionRef revision, boolean anew, boolean proven) {}

  /// The state in which the declaration puts the rollout; the same state when it asks for nothing
  /// new.
  public static RolloutState declare(
      Optional<RolloutState> before, Declared declared, Rollout policy, Instant now) {
    RevisionRef target = declared.revision();
    Instant deadline = now.plusSeconds(policy.progressDeadlineSeconds());
    if (before.isEmpty()) {
      return new RolloutState(
          Phase.ROLLING, Halt.NONE, target, target, Optional.empty(), now, deadline, "");
    }
    RolloutState state = before.get();
    if (state.target().isSame(target) && !(declared.anew() && hasFailed(state))) {
      boolean skipped = state.phase() == Phase.CANARY && !needsCanary(declared, policy);
      return skipped ? rolling(state, deadline) : state;
    }
    RolloutState next =
        new RolloutState(
            Phase.ROLLING, Halt.NONE, target, state.serving(), state.lastGood(), now, deadline, "");
    if (state.serving().isSame(target) || !needsCanary(declared, policy)) {
      return next.serving(target);
    }
    return next.in(Phase.CANARY, deadline, "");
  }

  private static boolean hasFailed(RolloutState state) {
    return state.phase() == Phase.HALTED || state.phase() == Phase.ROLLING_BACK;
  }

  private static boolean needsCanary(Declared declared, Rollout policy) {
    return policy.canary() == Canary.SHADOW && !declared.proven();
  }

  private static RolloutState rolling(RolloutState state, Instant deadline) {
    return state.in(Phase.ROLLING, deadline, "").serving(state.target());
  }

  /// The state after a look at the canary pods.
  public static RolloutState canary(
      RolloutState state, CanaryVerdict verdict, Rollout policy, Instant now) {
    Instant deadline = now.plusSeconds(policy.progressDeadlineSeconds());
    return switch (verdict) {
      case CanaryVerdict.Waiting(String message) when now.isAfter(state.deadline()) ->
          rejected(state, Halt.CANARY_UNVERIFIABLE, message, policy, deadline);
      case CanaryVerdict.Waiting(String message) ->
          state.in(Phase.CANARY, state.deadline(), message);
      case CanaryVerdict.Passed passed -> rolling(state, deadline);
      case CanaryVerdict.Failed(String message) ->
          rejected(state, Halt.CANARY_FAILED, message, policy, deadline);
      case CanaryVerdict.Unverifiable(String message) ->
          rejected(state, Halt.CANARY_UNVERIFIABLE, message, policy, deadline);
    };
  }

  /// Nothing of the target runs. What the workload declares may be an earlier revision that was on
  /// its way itself and never proven; then it goes back to the last good one.
  private static RolloutState rejected(
      RolloutState state, Halt why, String message, Rollout policy, Instant deadline) {
    String what =
        "the canary of revision %d %s: %s"
            .formatted(
                state.target().number(),
                why == Halt.CANARY_FAILED ? "failed" : "could not be judged",
                message);
    return state.servesLastGood()
        ? state.halted(why, what)
        : failed(state, why, what, policy, deadline);
  }

  /// The state after a look at the workload and its pods.
  public static RolloutState roll(RolloutState state, RollFacts seen, Rollout policy, Instant now) {
    Duration patience = Duration.ofSeconds(policy.progressDeadlineSeconds());
    return switch (state.phase()) {
      case ROLLING -> rolled(state, seen, policy, now, patience);
      case VERIFYING -> verified(state, seen, policy, now, patience);
      case ROLLING_BACK -> returned(state, seen, now, patience);
      case HALTED -> cameRight(state, seen, now);
      case IDLE, CANARY, COMPLETE -> state;
    };
  }

  private static RolloutState rolled(
      RolloutState state, RollFacts seen, Rollout policy, Instant now, Duration patience) {
    if (seen.rolled()) {
      RolloutState verifying = state.in(Phase.VERIFYING, now.plus(patience), "");
      return verified(verifying, seen, policy, now, patience);
    }
    Instant deadline = extended(state.deadline(), seen, patience);
    if (now.isAfter(deadline)) {
      String what =
          "revision %d is not rolled out, without progress for %d s: %s"
              .formatted(state.target().number(), patience.toSeconds(), seen.counts());
      return failed(state, Halt.DEADLINE_EXCEEDED, what, policy, now.plus(patience));
    }
    return state.in(Phase.ROLLING, deadline, seen.counts());
  }

  /// A pod that was made later and became ready is progress; a pod that becomes ready again and
  /// again is none.
  private static Instant extended(Instant deadline, RollFacts seen, Duration patience) {
    return seen.lastProgress()
        .map(progress -> progress.plus(patience))
        .filter(deadline::isBefore)
        .orElse(deadline);
  }

  private static RolloutState verified(
      RolloutState state, RollFacts seen, Rollout policy, Instant now, Duration patience) {
    if (seen.isVerified()) {
      return complete(state, now);
    }
    String counts =
        "%d pods answer with the hash of revision %d, %d with another one, %d could not be asked%s"
            .formatted(
                seen.right(),
                state.target().number(),
                seen.wrong(),
                seen.silent(),
                seen.fault().map(fault -> "; " + fault).orElse(""));
    if (!now.isAfter(state.deadline())) {
      return state.in(Phase.VERIFYING, state.deadline(), counts);
    }
    boolean provenBad = !seen.rolled() || seen.wrong() > 0 || seen.fault().isPresent();
    return provenBad
        ? failed(
            state,
            Halt.DEADLINE_EXCEEDED,
            "revision %d is rolled out but does not serve after %d s: %s; %s"
                .formatted(state.target().number(), patience.toSeconds(), counts, seen.counts()),
            policy,
            now.plus(patience))
        : state.halted(
            Halt.UNVERIFIABLE,
            "revision %d is rolled out, but unproven: %s"
                .formatted(state.target().number(), counts));
  }

  private static RolloutState complete(RolloutState state, Instant now) {
    return state.in(Phase.COMPLETE, now, "").proven();
  }

  private static RolloutState failed(
      RolloutState state, Halt why, String what, Rollout policy, Instant deadline) {
    Optional<RevisionRef> lastGood = state.lastGood().filter(good -> !good.isSame(state.serving()));
    if (policy.onFailure() == OnFailure.HALT || lastGood.isEmpty()) {
      return state.halted(why, what);
    }
    return state.in(Phase.ROLLING_BACK, deadline, what).serving(lastGood.get());
  }

  /// The last good revision was proven once; that it is rolled out again is enough.
  private static RolloutState returned(
      RolloutState state, RollFacts seen, Instant now, Duration patience) {
    if (isBack(seen)) {
      return servesAgain(state, state.message());
    }
    Instant deadline = extended(state.deadline(), seen, patience);
    if (now.isAfter(deadline)) {
      return state.halted(
          Halt.DEADLINE_EXCEEDED,
          "%s%s %d stands still: %s"
              .formatted(state.message(), GOING_BACK, state.serving().number(), seen.counts()));
    }
    return state.in(Phase.ROLLING_BACK, deadline, state.message());
  }

  private static boolean isBack(RollFacts seen) {
    return seen.rolled() && seen.wrong() == 0;
  }

  private static RolloutState servesAgain(RolloutState state, String why) {
    return state.halted(
        Halt.ROLLED_BACK, why + "; revision %d serves again".formatted(state.serving().number()));
  }

  /// What was given up goes on in the cluster, and may get there late.
  private static RolloutState cameRight(RolloutState state, RollFacts seen, Instant now) {
    if (state.servesTarget()) {
      return seen.isVerified() ? complete(state, now) : state;
    }
    int end = state.message().indexOf(GOING_BACK);
    boolean wasGoingBack = state.halt() == Halt.DEADLINE_EXCEEDED && end >= 0;
    return wasGoingBack && isBack(seen)
        ? servesAgain(state, state.message().substring(0, end))
        : state;
  }
}
