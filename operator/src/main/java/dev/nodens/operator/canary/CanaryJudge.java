package dev.nodens.operator.canary;

import dev.nodens.operator.observe.Prober.Reply;
import dev.nodens.operator.observe.Prober.Result;
import dev.nodens.operator.rollout.CanaryVerdict;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one canary pod shows. Pure.
final class CanaryJudge {
  /// How long a server may take from its start until it is ready.
  static final Duration START = Duration.ofSeconds(60);

  /// How long a ready server may take until its answers are right: the API server's objects may
  /// come in late.
  static final Duration SETTLE = Duration.ofSeconds(10);

  /// Why a kubelet refuses a pod for reasons of its node.
  private static final Set<String> NO_ROOM =
      Set.of(
          "OutOfcpu",
          "OutOfmemory",
          "OutOfpods",
          "OutOfephemeral-storage",
          "Evicted",
          "Preempting",
          "NodeAffinity",
          "NodeShutdown",
          "Terminated",
          "UnexpectedAdmissionError");

  private CanaryJudge() {}

  /// Whether a server runs in the pod, so that it can be asked.
  static boolean canBeAsked(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus().getPodIP() != null
        && !pod.getStatus().getPodIP().isEmpty()
        && container(pod)
            .map(ContainerStatus::getState)
            .map(ContainerState::getRunning)
            .isPresent();
  }

  /// @param results what it answered; empty when it could not be asked
  /// @param notes failures that are not this revision's fault, as far as one look shows: a server
  ///   may repeat a SERVFAIL for seconds, so they are looked at until [#SETTLE] is over
  static CanaryVerdict judge(Pod pod, List<Result> results, List<String> notes, Instant now) {
    String node = pod.getSpec().getNodeName();
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      return new CanaryVerdict.Waiting("an earlier canary pod on %s is stopping".formatted(node));
    }
    Optional<CanaryVerdict> ended = ended(pod, node);
    if (ended.isPresent()) {
      return ended.get();
    }
    Optional<ContainerState> state = container(pod).map(ContainerStatus::getState);
    if (state.map(ContainerState::getRunning).isEmpty()) {
      return notStarted(pod, node, state, now);
    }
    Optional<String> fault = firstFault(results);
    Optional<Instant> ready = readySince(pod);
    if (ready.isPresent() && !results.isEmpty() && fault.isEmpty()) {
      if (!notes.isEmpty() && !isOver(ready.get(), SETTLE, now)) {
        return new CanaryVerdict.Waiting("on %s: %s".formatted(node, String.join("; ", notes)));
      }
      return new CanaryVerdict.Passed(
          "%d probes on %s%s"
              .formatted(
                  results.size(), node, notes.isEmpty() ? "" : "; " + String.join("; ", notes)));
    }
    String trouble =
        fault.orElseGet(
            () -> ready.isPresent() ? "it was not asked yet" : "its readiness probe does not pass");
    if (ready.isEmpty()) {
      return isOver(started(pod, state.get()), START, now)
          ? new CanaryVerdict.Failed(
              "the server on %s was not ready after %d s; %s"
                  .formatted(node, START.toSeconds(), trouble))
          : new CanaryVerdict.Waiting("on %s: %s".formatted(node, trouble));
    }
    if (!isOver(ready.get(), SETTLE, now)) {
      return new CanaryVerdict.Waiting("on %s: %s".formatted(node, trouble));
    }
    return isUnreachable(results)
        ? new CanaryVerdict.Unverifiable(
            "the kubelet calls the pod on %s ready, but no probe reaches port 53 of %s over UDP or TCP (%s); let the operator reach it: a NetworkPolicy must allow pods with the label %s, or set spec.rollout.canary to Disabled"
                .formatted(
                    node,
                    pod.getStatus().getPodIP(),
                    trouble,
                    "app.kubernetes.io/component: dns-canary"))
        : new CanaryVerdict.Failed("on %s: %s".formatted(node, trouble));
  }

  private static Optional<CanaryVerdict> ended(Pod pod, String node) {
    String reason = Objects.requireNonNullElse(pod.getStatus().getReason(), "");
    boolean failed = "Failed".equals(pod.getStatus().getPhase());
    if (failed && NO_ROOM.contains(reason)) {
      return Optional.of(
          new CanaryVerdict.Unverifiable(
              "node %s has no room for a second DNS pod (%s), which the roll needs too; make room, or set spec.rollout.canary to Disabled"
                  .formatted(node, said(reason, pod.getStatus().getMessage()))));
    }
    Optional<String> exit =
        container(pod).map(ContainerStatus::getState).flatMap(CanaryJudge::exit);
    if (exit.isEmpty() && !failed) {
      return Optional.empty();
    }
    return Optional.of(
        new CanaryVerdict.Failed(
            "the server on %s ended: %s"
                .formatted(
                    node, exit.orElseGet(() -> said(reason, pod.getStatus().getMessage())))));
  }

  private static Optional<String> exit(ContainerState state) {
    if (state.getTerminated() != null) {
      return Optional.of(
          said(
              "exit code " + state.getTerminated().getExitCode(),
              state.getTerminated().getMessage()));
    }
    return state.getWaiting() != null && "CrashLoopBackOff".equals(state.getWaiting().getReason())
        ? Optional.of(said("CrashLoopBackOff", state.getWaiting().getMessage()))
        : Optional.empty();
  }

  private static CanaryVerdict notStarted(
      Pod pod, String node, Optional<ContainerState> state, Instant now) {
    Instant created = Instant.parse(pod.getMetadata().getCreationTimestamp());
    Optional<ContainerStateWaiting> waiting = state.map(ContainerState::getWaiting);
    String reason =
        waiting
            .map(why -> said(why.getReason(), why.getMessage()))
            .orElse("the kubelet has not started it");
    if (!isOver(created, START, now)) {
      return new CanaryVerdict.Waiting("on %s: %s".formatted(node, reason));
    }
    String what =
        "the pod on %s did not start within %d s: %s".formatted(node, START.toSeconds(), reason);
    return waiting.filter(why -> !"ContainerCreating".equals(why.getReason())).isPresent()
        ? new CanaryVerdict.Failed(what)
        : new CanaryVerdict.Unverifiable(what);
  }

  /// The first probe that failed, in words.
  static Optional<String> firstFault(List<Result> results) {
    for (Result result : results) {
      Optional<String> fault = fault(result);
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  /// What is wrong with an answer, with the probe; empty when nothing is.
  static Optional<String> fault(Result result) {
    return result
        .probe()
        .fault(result.reply())
        .map(fault -> "%s over %s: %s".formatted(result.probe(), result.transport(), fault));
  }

  private static boolean isUnreachable(List<Result> results) {
    return results.stream().allMatch(result -> result.reply() instanceof Reply.Silent);
  }

  private static boolean isOver(Instant since, Duration patience, Instant now) {
    return now.isAfter(since.plus(patience));
  }

  private static Instant started(Pod pod, ContainerState state) {
    String started = state.getRunning() == null ? null : state.getRunning().getStartedAt();
    return Instant.parse(
        started == null || started.isEmpty() ? pod.getMetadata().getCreationTimestamp() : started);
  }

  private static Optional<Instant> readySince(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("Ready"))
        .filter(condition -> condition.getStatus().equals("True"))
        .map(PodCondition::getLastTransitionTime)
        .map(Instant::parse)
        .findFirst();
  }

  private static Optional<ContainerStatus> container(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream().findFirst();
  }

  private static String said(@Nullable String reason, @Nullable String message) {
    String why = Objects.requireNonNullElse(reason, "unknown");
    return message == null || message.isBlank() ? why : why + ": " + message.strip();
  }
}
