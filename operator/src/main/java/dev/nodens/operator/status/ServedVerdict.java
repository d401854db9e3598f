package dev.nodens.operator.status;

import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.Condition;
import dev.nodens.crd.RolloutStatus.Phase;
import dev.nodens.operator.observe.Observation.DnsPod;
import dev.nodens.operator.observe.RevisionProbe.Serves;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.rollout.RolloutState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The rule of the condition ConfigServed: every ready pod answers with the hash of the revision
/// that is declared.
final class ServedVerdict {
  /// How long a pod may take to serve what its ConfigMap holds again, after somebody replaced it.
  static final Duration RELOAD = Duration.ofMinutes(2);

  private ServedVerdict() {}

  private record Counts(int right, int stale, int other, int silent) {
    static Counts of(Found found, Plan plan) {
      int right = 0;
      int stale = 0;
      int other = 0;
      int silent = 0;
      for (DnsPod pod : found.observation().pods()) {
        if (!pod.ready() || pod.leaving()) {
          continue;
        }
        switch (found.observation().served().get(pod.name())) {
          case Serves(String served) when served.equals(plan.revision().hash()) -> right++;
          case Serves served when pod.revision().equals(plan.revision().id()) -> other++;
          case Serves served -> stale++;
          case null, default -> silent++;
        }
      }
      return new Counts(right, stale, other, silent);
    }

    @Override
    public String toString() {
      return "%d pods serve the revision, %d another one, %d could not be asked"
          .formatted(right, stale + other, silent);
    }
  }

  static Verdict of(Found found, ClusterDNSStatus before, Verdict progressing, Instant now) {
    if (found.plan().isEmpty()) {
      return Verdict.unknown("NothingDeclared", "No declaration was accepted yet.");
    }
    Optional<RolloutState> halted =
        found.rollout().filter(state -> state.phase() == Phase.HALTED && !state.servesTarget());
    if (halted.isPresent()) {
      return Verdict.no(halted.get().halt().text(), RolloutVerdict.halted(halted.get()));
    }
    Counts counts = Counts.of(found, found.plan().get());
    if (counts.stale() + counts.other() > 0) {
      return wrong(counts, before, progressing, now);
    }
    if (progressing.holds() && found.rollout().filter(ServedVerdict::isUnderWay).isPresent()) {
      return Verdict.unknown(progressing.reason(), counts + "; the rollout goes on.");
    }
    if (counts.silent() > 0) {
      String cause =
          found
              .circumstances()
              .network()
              .orElse(
                  "the kubelets call them ready, so look for a firewall between the operator and port 53 of the pods");
      return Verdict.unknown("Unverifiable", counts + ": " + cause + "; see status.nodeProblems.");
    }
    return counts.right() > 0
        ? Verdict.yes(
            "AllNodes",
            "All %d ready pods answer revision.nodens. with the declared hash."
                .formatted(counts.right()))
        : Verdict.unknown("NoReadyPods", "There is no ready pod to ask.");
  }

  private static boolean isUnderWay(RolloutState state) {
    return state.phase() != Phase.COMPLETE && state.phase() != Phase.IDLE;
  }

  /// A pod of the revision can serve another text only because its ConfigMap was replaced and its
  /// Corefile says `reload`; the operator puts the ConfigMap back.
  private static Verdict wrong(
      Counts counts, ClusterDNSStatus before, Verdict progressing, Instant now) {
    if (progressing.holds()) {
      return Verdict.unknown(progressing.reason(), counts + "; the rollout goes on.");
    }
    if (counts.stale() > 0) {
      return Verdict.no("StaleNodes", counts + "; see status.nodeProblems.");
    }
    boolean late =
        before
            .condition(ConditionTypes.CONFIG_SERVED)
            .filter(condition -> condition.status() == Condition.Status.FALSE)
            .map(condition -> Instant.parse(condition.lastTransitionTime()).plus(RELOAD))
            .filter(now::isAfter)
            .isPresent();
    return late
        ? Verdict.no(
            "ReloadFailed",
            counts + "; delete the pods that status.nodeProblems names, they read anew.")
        : Verdict.no("ReloadPending", counts + "; they should reload what was put back.");
  }
}
