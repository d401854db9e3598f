package dev.nodens.operator.render;

import dev.nodens.operator.Names;
import dev.nodens.operator.plan.Canonical;
import dev.nodens.operator.plan.Plan;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Map;
import java.util.Objects;

/// A pod like those of the DaemonSet, on a node of choice, that no Service selects and no
/// controller adopts.
public final class CanaryPod {
  /// Value of the label [Names#COMPONENT] of canary pods.
  public static final String COMPONENT = "dns-canary";

  /// The kubelet ends a pod that nobody comes back for after this time.
  private static final long LONGEST_SECONDS = 900;

  private CanaryPod() {}

  /// The canary pod of a revision on a node; its name follows from both.
  ///
  /// @param owner the ClusterDNS: a canary pod keeps no DNS alive, so it may go with it
  public static Pod render(Plan plan, String node, OwnerReference owner) {
    PodTemplateSpec template = ServerDaemonSet.template(plan);
    Map<String, String> labels = Names.labels(plan.owner());
    labels.put(Names.COMPONENT, COMPONENT);
    labels.put(Names.REVISION, plan.revision().id());
    return new PodBuilder()
        .withNewMetadata()
        .withName(name(plan, node))
        .withNamespace(plan.namespace())
        .withLabels(labels)
        .withOwnerReferences(owner)
        .endMetadata()
        .withSpec(template.getSpec())
        .editSpec()
        .withNodeName(node)
        .withRestartPolicy("Never")
        .withActiveDeadlineSeconds(LONGEST_SECONDS)
        .withTerminationGracePeriodSeconds(1L)
        .editFirstContainer()
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .endContainer()
        .endSpec()
        .build();
  }

  private static String name(Plan plan, String node) {
    return "%s-canary-%s-%s"
        .formatted(plan.owner(), plan.revision().id(), Canonical.hash(node).substring(0, 5));
  }

  /// Whether a pod is any canary.
  public static boolean is(Pod pod) {
    return COMPONENT.equals(labels(pod).get(Names.COMPONENT));
  }

  /// Whether a canary pod runs the revision of a plan.
  public static boolean isOf(Pod pod, Plan plan) {
    return plan.revision().id().equals(labels(pod).get(Names.REVISION));
  }

  private static Map<String, String> labels(Pod pod) {
    return Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
  }
}
