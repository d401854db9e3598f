package dev.nodens.operator.foreign;

import dev.nodens.crd.Drift;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.apply.ObjectKey;
import dev.nodens.operator.observe.Observation;
import io.fabric8.kubernetes.api.model.Event;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Pods of the DaemonSet that the API server refuses to make: a quota, a limit range, Pod Security
/// Admission or a webhook is in the way, and only an Event of the DaemonSet controller says so.
public final class RefusedPods {
  /// Reason of those Events.
  public static final String REASON = "FailedCreate";

  private RefusedPods() {}

  /// Whether nodes that shall have a pod have none, so that it is worth while to ask for Events.
  public static boolean areMissing(Observation seen) {
    long there = seen.pods().stream().filter(pod -> !pod.leaving()).count();
    return seen.workload()
        .filter(Observation.Workload::upToDate)
        .filter(workload -> there < workload.desired())
        .isPresent();
  }

  /// What the newest Event says.
  public static Optional<Finding> finding(
      ObjectKey workload, Observation seen, List<Event> events) {
    long there = seen.pods().stream().filter(pod -> !pod.leaving()).count();
    int desired = seen.workload().map(Observation.Workload::desired).orElse(0);
    return events.stream()
        .max(Comparator.comparing(RefusedPods::time))
        .map(event ->
            new Finding(
                workload,
                "/status/currentNumberScheduled",
                Drift.Type.CHANGED,
                Optional.of(Integer.toString(desired)),
                Optional.of(there + ": " + event.getMessage()),
                Optional.of("admission"),
                Drift.Severity.CRITICAL,
                Drift.Action.REPORTED));
  }

  private static String time(Event event) {
    return Objects.requireNonNullElse(
        event.getLastTimestamp(), Objects.requireNonNullElse(event.getFirstTimestamp(), ""));
  }
}
