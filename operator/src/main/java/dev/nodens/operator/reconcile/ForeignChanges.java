package dev.nodens.operator.reconcile;

import dev.nodens.operator.observe.Observation;
import dev.nodens.operator.observe.Pods;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.util.Objects;

/// Which changes of other people's workloads say something about a DNS of theirs. Most are counts
/// of pods, at which the operator looks itself. Pure.
final class ForeignChanges {
  private ForeignChanges() {}

  /// Whether the DaemonSet is declared anew, or its controller has found that it shall have pods
  /// somewhere, or nowhere any more.
  static boolean matter(DaemonSet now, DaemonSet before) {
    return isDeclaredAnew(now, before) || hasPlace(now) != hasPlace(before);
  }

  private static boolean hasPlace(DaemonSet daemonSet) {
    Observation.Workload counts = Pods.of(daemonSet);
    return !counts.upToDate() || counts.desired() > 0;
  }

  static boolean isDeclaredAnew(HasMetadata now, HasMetadata before) {
    return !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        || !Objects.equals(now.getMetadata().getLabels(), before.getMetadata().getLabels())
        || !Objects.equals(
            now.getMetadata().getAnnotations(), before.getMetadata().getAnnotations());
  }
}
