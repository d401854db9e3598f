package dev.nodens.operator.status;

import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.ClusterDNSStatus.Revision;
import dev.nodens.crd.Condition;
import dev.nodens.crd.Drift;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.rollout.RolloutState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes the status of what was found and of the status before.
public final class StatusReport {
  /// A condition is read by people, and the status must stay small.
  private static final int LONGEST_MESSAGE = 1024;

  private StatusReport() {}

  /// The new status; equal to the one before when nothing worth writing changed.
  public static ClusterDNSStatus make(Found found, ClusterDNSStatus before, Instant now) {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    Drift drift =
        DriftLedger.update(before.drift(), found.findings(), found.failure().isPresent(), second);
    NodeReport nodes =
        NodeReport.of(found.observation(), found.plan(), before.nodeProblems(), second);
    Optional<Instant> started = rolloutStarted(found, before, second);
    Map<String, Verdict> verdicts = verdicts(found, before, drift, nodes, started, second);
    return new ClusterDNSStatus(
        found.generation(),
        conditions(verdicts, found.generation(), before, second),
        found.clusterDomain(),
        found.clusterIPs(),
        revision(found, before),
        lastGood(found).orElse(before.lastGoodRevision()),
        found.rollout().map(RolloutState::status).orElse(before.rollout()),
        found.circumstances().source().orElse(null),
        found.takeover().status(),
        started.map(Instant::toString).orElse(null),
        found.revisions(),
        nodes.counts(),
        nodes.problems(),
        drift);
  }

  /// A new declaration starts the clock anew, even in the middle of a rollout.
  private static Optional<Instant> rolloutStarted(
      Found found, ClusterDNSStatus before, Instant now) {
    if (found.plan().isEmpty() || Verdicts.isComplete(found)) {
      return Optional.empty();
    }
    boolean same = Long.valueOf(found.generation()).equals(before.observedGeneration());
    return Optional.of(
        same && before.rolloutStartedAt() != null ? Instant.parse(before.rolloutStartedAt()) : now);
  }

  /// What the workload declares from now on: what was decided is written down before it is done.
  private static @Nullable Revision revision(Found found, ClusterDNSStatus before) {
    Optional<Plan> plan = found.plan();
    if (plan.isEmpty()) {
      return before.revision();
    }
    Plan.Revision inForce = plan.get().revision();
    long number = found.rollout().map(state -> state.serving().number()).orElse(inForce.number());
    return found.revisions().stream()
        .filter(revision -> revision.number() == number)
        .findFirst()
        .orElseGet(() ->
            new Revision(inForce.name(), inForce.number(), inForce.hash(), null, null, null, null));
  }

  private static Optional<Revision> lastGood(Found found) {
    return found
        .rollout()
        .flatMap(RolloutState::lastGood)
        .flatMap(good ->
            found.revisions().stream()
                .filter(revision -> revision.number() == good.number())
                .findFirst());
  }

  private static Map<String, Verdict> verdicts(
      Found found,
      ClusterDNSStatus before,
      Drift drift,
      NodeReport nodes,
      Optional<Instant> started,
      Instant now) {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    Verdict accepted = Verdicts.accepted(found);
    Verdict available =
        TakeoverVerdicts.available(found).orElseGet(() -> Verdicts.available(found));
    Verdict progressing =
        found
            .circumstances()
            .deletion()
            .map(why -> Verdict.yes("DeletionWaits", why))
            .orElseGet(() -> Verdicts.progressing(found, started, now));
    Verdict degraded = Verdicts.degraded(found, progressing, nodes);
    Verdict configMap = DriftVerdicts.inSync(found, drift, true);
    Verdict served = ServedVerdict.of(found, before, progressing, now);
    verdicts.put(ConditionTypes.ACCEPTED, accepted);
    verdicts.put(ConditionTypes.AVAILABLE, available);
    verdicts.put(ConditionTypes.PROGRESSING, progressing);
    verdicts.put(ConditionTypes.DEGRADED, degraded);
    verdicts.put(ConditionTypes.CONFIG_MAP_IN_SYNC, configMap);
    verdicts.put(ConditionTypes.WORKLOAD_IN_SYNC, DriftVerdicts.inSync(found, drift, false));
    verdicts.put(ConditionTypes.CONFIG_SERVED, served);
    Verdict adopted = TakeoverVerdicts.adopted(found, before);
    verdicts.put(ConditionTypes.ADOPTED, adopted);
    List<Verdict> required = new ArrayList<>(List.of(accepted, available, configMap, served));
    if (TakeoverVerdicts.isRequired(found)) {
      required.add(adopted);
    }
    verdicts.put(ConditionTypes.READY, Verdicts.ready(required, degraded, nodes));
    return verdicts;
  }

  private static String shortened(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE - 3) + "...";
  }

  /// A condition keeps its time while its status stays.
  private static List<Condition> conditions(
      Map<String, Verdict> verdicts, long generation, ClusterDNSStatus before, Instant now) {
    List<Condition> conditions = new ArrayList<>();
    for (String type : ConditionTypes.ALL) {
      Verdict verdict = verdicts.get(type);
      if (verdict == null) {
        throw new IllegalStateException("no verdict on " + type);
      }
      String since =
          before
              .condition(type)
              .filter(condition -> condition.status() == verdict.status())
              .map(Condition::lastTransitionTime)
              .orElse(now.toString());
      conditions.add(
          new Condition(
              type,
              verdict.status(),
              generation,
              since,
              verdict.reason(),
              shortened(verdict.message())));
    }
    return conditions;
  }
}
