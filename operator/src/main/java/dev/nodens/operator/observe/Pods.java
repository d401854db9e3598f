package dev.nodens.operator.observe;

import dev.nodens.operator.Names;
import dev.nodens.operator.observe.Observation.DnsPod;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads pods and DaemonSets of the API into what an observation holds.
public final class Pods {
  private Pods() {}

  /// What matters of a pod.
  public static DnsPod of(Pod pod) {
    return new DnsPod(
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        Optional.ofNullable(pod.getSpec().getNodeName()),
        Optional.ofNullable(pod.getStatus().getPodIP()),
        isReady(pod),
        pod.getMetadata().getDeletionTimestamp() != null,
        Objects.requireNonNullElse(pod.getMetadata().getLabels().get(Names.REVISION), ""),
        trouble(pod),
        otherAddresses(pod));
  }

  /// Those beside `podIP`, which is the first of them.
  private static List<String> otherAddresses(Pod pod) {
    return Objects.requireNonNullElse(pod.getStatus().getPodIPs(), List.<PodIP>of()).stream()
        .map(PodIP::getIp)
        .filter(ip -> !ip.equals(pod.getStatus().getPodIP()))
        .toList();
  }

  private static boolean isReady(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(condition ->
            condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }

  /// The first reason that a container or the scheduler gives.
  private static Optional<String> trouble(Pod pod) {
    for (ContainerStatus status : pod.getStatus().getContainerStatuses()) {
      ContainerState state = status.getState();
      if (state != null && state.getWaiting() != null) {
        return Optional.of(said(state.getWaiting().getReason(), state.getWaiting().getMessage()));
      }
      if (state != null && state.getTerminated() != null) {
        return Optional.of(
            said(state.getTerminated().getReason(), state.getTerminated().getMessage()));
      }
    }
    return pod.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("PodScheduled"))
        .filter(condition -> condition.getStatus().equals("False"))
        .map(condition -> said(condition.getReason(), condition.getMessage()))
        .findFirst();
  }

  private static String said(@Nullable String reason, @Nullable String message) {
    String why = Objects.requireNonNullElse(reason, "unknown");
    return message == null || message.isBlank() ? why : why + ": " + message.strip();
  }

  /// The counts of a DaemonSet.
  public static Observation.Workload of(DaemonSet workload) {
    DaemonSetStatus status = workload.getStatus();
    if (status == null) {
      return new Observation.Workload(false, 0, 0, 0, 0);
    }
    return new Observation.Workload(
        Objects.equals(status.getObservedGeneration(), workload.getMetadata().getGeneration()),
        count(status.getDesiredNumberScheduled()),
        count(status.getUpdatedNumberScheduled()),
        count(status.getNumberReady()),
        count(status.getNumberAvailable()));
  }

  private static int count(@Nullable Integer number) {
    return number == null ? 0 : number;
  }
}
