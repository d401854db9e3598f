package dev.nodens.operator.foreign;

import dev.nodens.crd.Drift;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.apply.ObjectKey;
import dev.nodens.operator.plan.Plan;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which nodes a DaemonSet has pods on, by node selector, required node affinity and tolerations,
/// as the DaemonSet controller works it out.
public final class Coverage {
  private static final int SHOWN = 5;

  /// The DaemonSet controller adds tolerations of these taints to every pod.
  private static final String NODE_CONDITIONS = "node.kubernetes.io/";

  private Coverage() {}

  /// The nodes that lose their DNS pod because the live DaemonSet is not the declared one.
  public static Optional<Finding> lost(Plan plan, DaemonSet live, List<Node> nodes) {
    PodSpec spec = live.getSpec().getTemplate().getSpec();
    List<Node> declared =
        nodes.stream()
            .filter(node -> matches(node, plan.workload().nodeSelector()))
            .filter(node -> tolerates(node, plan.workload().tolerations()))
            .toList();
    List<String> lost =
        declared.stream()
            .filter(node -> !covers(spec, node))
            .map(node -> node.getMetadata().getName())
            .sorted()
            .toList();
    if (lost.isEmpty()) {
      return Optional.empty();
    }
    String names =
        lost.stream().limit(SHOWN).collect(Collectors.joining(", "))
            + (lost.size() > SHOWN ? " and " + (lost.size() - SHOWN) + " more" : "");
    return Optional.of(
        new Finding(
            ObjectKey.of(live),
            "/status/desiredNumberScheduled",
            Drift.Type.CHANGED,
            Optional.of(Integer.toString(declared.size())),
            Optional.of((declared.size() - lost.size()) + ": without " + names),
            Optional.empty(),
            Drift.Severity.CRITICAL,
            Drift.Action.REPORTED));
  }

  private static boolean covers(PodSpec spec, Node node) {
    return matches(node, Objects.requireNonNullElse(spec.getNodeSelector(), Map.of()))
        && tolerates(node, Objects.requireNonNullElse(spec.getTolerations(), List.of()))
        && isLiked(node, spec);
  }

  private static boolean matches(Node node, Map<String, String> selector) {
    return labels(node).entrySet().containsAll(selector.entrySet());
  }

  private static Map<String, String> labels(Node node) {
    return Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
  }

  private static boolean tolerates(Node node, List<Toleration> tolerations) {
    List<Taint> taints = new ArrayList<>();
    if (node.getSpec() != null && node.getSpec().getTaints() != null) {
      taints.addAll(node.getSpec().getTaints());
    }
    return taints.stream()
        .filter(taint -> !"PreferNoSchedule".equals(taint.getEffect()))
        .filter(taint -> !taint.getKey().startsWith(NODE_CONDITIONS))
        .allMatch(
            taint -> tolerations.stream().anyMatch(toleration -> tolerates(toleration, taint)));
  }

  private static boolean tolerates(Toleration toleration, Taint taint) {
    boolean effect =
        isEmpty(toleration.getEffect()) || toleration.getEffect().equals(taint.getEffect());
    boolean exists = "Exists".equals(toleration.getOperator());
    boolean key =
        isEmpty(toleration.getKey()) ? exists : toleration.getKey().equals(taint.getKey());
    boolean value =
        exists
            || Objects.requireNonNullElse(toleration.getValue(), "")
                .equals(Objects.requireNonNullElse(taint.getValue(), ""));
    return effect && key && value;
  }

  private static boolean isEmpty(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  private static boolean isLiked(Node node, PodSpec spec) {
    if (spec.getAffinity() == null || spec.getAffinity().getNodeAffinity() == null) {
      return true;
    }
    NodeSelector required =
        spec.getAffinity().getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
    return required == null
        || required.getNodeSelectorTerms().stream()
            .anyMatch(term ->
                term.getMatchExpressions().stream().allMatch(rule -> holds(rule, labels(node)))
                    && term.getMatchFields().stream()
                        .allMatch(rule ->
                            holds(rule, Map.of("metadata.name", node.getMetadata().getName()))));
  }

  private static boolean holds(NodeSelectorRequirement rule, Map<String, String> labels) {
    String value = labels.get(rule.getKey());
    List<String> values = Objects.requireNonNullElse(rule.getValues(), List.of());
    return switch (rule.getOperator()) {
      case "In" -> value != null && values.contains(value);
      case "NotIn" -> value == null || !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      case "Gt" -> value != null && number(value) > number(values.getFirst());
      case "Lt" -> value != null && number(value) < number(values.getFirst());
      default -> false;
    };
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
