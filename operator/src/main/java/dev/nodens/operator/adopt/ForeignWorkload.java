package dev.nodens.operator.adopt;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A Deployment or DaemonSet whose pods answer at the DNS Service, and that is not ours.
///
/// @param kind `Deployment` or `DaemonSet`
/// @param namespace where it is
/// @param name its name
/// @param owner who looks after it
/// @param parked whether it shall have no pods at all
/// @param template of its pods
record ForeignWorkload(
    String kind,
    String namespace,
    String name,
    Owner owner,
    boolean parked,
    PodTemplateSpec template) {

  static ForeignWorkload of(Deployment deployment) {
    return new ForeignWorkload(
        "Deployment",
        deployment.getMetadata().getNamespace(),
        deployment.getMetadata().getName(),
        Owner.of(deployment),
        Objects.equals(deployment.getSpec().getReplicas(), 0),
        deployment.getSpec().getTemplate());
  }

  /// A DaemonSet is parked by a node selector that no node has.
  static ForeignWorkload of(DaemonSet daemonSet) {
    @Nullable DaemonSetStatus status = daemonSet.getStatus();
    boolean counted =
        status != null
            && status.getObservedGeneration() != null
            && status.getObservedGeneration().equals(daemonSet.getMetadata().getGeneration());
    return new ForeignWorkload(
        "DaemonSet",
        daemonSet.getMetadata().getNamespace(),
        daemonSet.getMetadata().getName(),
        Owner.of(daemonSet),
        counted && Objects.equals(status.getDesiredNumberScheduled(), 0),
        daemonSet.getSpec().getTemplate());
  }

  /// Labels of its pods.
  static Map<String, String> labels(PodTemplateSpec template) {
    return template.getMetadata() == null || template.getMetadata().getLabels() == null
        ? Map.of()
        : template.getMetadata().getLabels();
  }

  /// As it stands in the status, such as `Deployment kube-system/coredns`.
  @Override
  public String toString() {
    return kind + " " + namespace + "/" + name;
  }
}
