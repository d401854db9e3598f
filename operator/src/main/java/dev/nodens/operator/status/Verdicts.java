package dev.nodens.operator.status;

import dev.nodens.crd.Condition;
import dev.nodens.operator.observe.Observation;
import dev.nodens.operator.plan.InvalidDeclaration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The rule of each condition.
final class Verdicts {
  /// How long a rollout may take before it counts as stuck.
  static final Duration PROGRESS_DEADLINE = Duration.ofMinutes(10);

  static final String IN_PROGRESS = "Rolling";
  static final String TOO_LATE = "DeadlineExceeded";

  private Verdicts() {}

  static Verdict accepted(Found found) {
    if (found.rejected().isPresent()) {
      InvalidDeclaration rejected = found.rejected().get();
      String servesOn =
          found
              .plan()
              .map(plan -> "; revision %d serves on".formatted(plan.revision().number()))
              .orElse("; nothing was written");
      return Verdict.no(rejected.reason().text(), rejected.getMessage() + servesOn);
    }
    return Verdict.yes(
        "Valid",
        found.warnings().isEmpty()
            ? "The configuration passes the server's own parsers."
            : "Valid, with warnings: " + String.join("; ", found.warnings()));
  }

  static Verdict available(Found found) {
    if (found.clusterIPs().isEmpty()) {
      return Verdict.no("NoService", "The DNS Service has no address yet.");
    }
    Observation observation = found.observation();
    int desired = observation.workload().map(Observation.Workload::desired).orElse(0);
    long ready = observation.pods().stream().filter(pod -> pod.ready() && !pod.leaving()).count();
    if (ready > 0) {
      return Verdict.yes(
          "Serving",
          "%d ready pods for %d nodes answer at %s."
              .formatted(ready, desired, String.join(", ", found.clusterIPs())));
    }
    return desired == 0
        ? Verdict.no("NoNodes", "No node matches spec.nodeSelector and spec.tolerations.")
        : Verdict.no(
            "NoReadyPods",
            "None of %d nodes has a ready DNS pod; see status.nodeProblems.".formatted(desired));
  }

  static Verdict progressing(Found found, Optional<Instant> started, Instant now) {
    if (found.plan().isEmpty()) {
      return Verdict.no("NothingToRoll", "No declaration was accepted yet.");
    }
    Optional<Verdict> decided = found.rollout().flatMap(RolloutVerdict::of);
    if (decided.isPresent()) {
      return decided.get();
    }
    Optional<Observation.Workload> workload = found.observation().workload();
    long number = found.plan().get().revision().number();
    if (isComplete(found)) {
      return Verdict.no("Complete", "Revision %d is rolled out.".formatted(number));
    }
    if (DriftVerdicts.isObserved(found)) {
      return Verdict.no(
          "Observing",
          "Revision %d is not written: spec.drift is Observe; see status.drift.items."
              .formatted(number));
    }
    if (started.isPresent() && now.isAfter(started.get().plus(PROGRESS_DEADLINE))) {
      return Verdict.no(
          TOO_LATE,
          "Revision %d is not rolled out after %d minutes; see status.nodeProblems."
              .formatted(number, PROGRESS_DEADLINE.toMinutes()));
    }
    String counts =
        workload
            .filter(Observation.Workload::upToDate)
            .map(seen ->
                "%d of %d nodes updated, %d available"
                    .formatted(seen.updated(), seen.desired(), seen.available()))
            .orElse("the DaemonSet controller has not counted yet");
    return Verdict.yes(IN_PROGRESS, "Revision %d: %s.".formatted(number, counts));
  }

  /// Whether every node has an available pod of the newest template.
  static boolean isComplete(Found found) {
    return found
        .observation()
        .workload()
        .filter(Observation.Workload::upToDate)
        .filter(workload -> workload.updated() >= workload.desired())
        .filter(workload -> workload.available() >= workload.desired())
        .isPresent();
  }

  /// A rollout in time is no trouble; one past its deadline is.
  static Verdict degraded(Found found, Verdict progressing, NodeReport nodes) {
    if (found.failure().isPresent()) {
      String said = found.failure().get();
      return Verdict.yes(
          said.contains("because it is being terminated") ? "NamespaceTerminating" : "WriteFailed",
          said);
    }
    if (found.circumstances().network().isPresent()) {
      return Verdict.yes("NetworkPolicyBlocksDNS", found.circumstances().network().get() + ".");
    }
    if (progressing.reason().equals(TOO_LATE)) {
      return Verdict.yes("RolloutStuck", progressing.message());
    }
    Optional<Verdict> upstreams = DriftVerdicts.upstreams(found);
    if (upstreams.isPresent()) {
      return upstreams.get();
    }
    int missing = nodes.counts().desired() - nodes.counts().available();
    if (!progressing.holds() && missing > 0) {
      return Verdict.yes(
          "NodesFailing",
          "%d of %d nodes have no available DNS pod; see status.nodeProblems."
              .formatted(missing, nodes.counts().desired()));
    }
    return Verdict.no("AsExpected", "Every node that shall have DNS has it or gets it.");
  }

  /// The first requirement that fails names the reason. Pods that cannot be asked do not make DNS
  /// unready, only unproved.
  static Verdict ready(List<Verdict> required, Verdict degraded, NodeReport nodes) {
    for (Verdict verdict : required) {
      if (verdict.status() == Condition.Status.FALSE) {
        return Verdict.no(verdict.reason(), verdict.message());
      }
    }
    if (degraded.holds()) {
      return Verdict.no(degraded.reason(), degraded.message());
    }
    return Verdict.yes(
        "Serving",
        "%s nodes have a ready DNS pod of the declared revision."
            .formatted(nodes.counts().summary()));
  }
}
