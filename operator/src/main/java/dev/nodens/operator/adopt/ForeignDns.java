package dev.nodens.operator.adopt;

import dev.nodens.operator.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The DNS that serves the Service beside ours, or instead of it.
///
/// @param workloads Deployments, then DaemonSets, that shall have pods, sorted by name
/// @param loosePods names of pods that none of these made, sorted
/// @param readyPods pods that answer now
/// @param serviceOwner who looks after the Service; empty when there is none or it is ours
/// @param selector what the live Service selects; empty when there is no Service
record ForeignDns(
    List<ForeignWorkload> workloads,
    List<String> loosePods,
    int readyPods,
    Optional<Owner> serviceOwner,
    Map<String, String> selector) {

  private static final Map<String, String> DEFAULT_SELECTOR = Map.of(Names.K8S_APP, Names.KUBE_DNS);

  static ForeignDns in(Neighbourhood around) {
    Map<String, String> selector = around.service().map(ForeignDns::selector).orElse(Map.of());
    List<ForeignWorkload> workloads =
        Stream.concat(
                around.deployments().stream()
                    .filter(ForeignDns::isForeign)
                    .map(ForeignWorkload::of)
                    .sorted(Comparator.comparing(ForeignWorkload::name)),
                around.daemonSets().stream()
                    .filter(ForeignDns::isForeign)
                    .map(ForeignWorkload::of)
                    .sorted(Comparator.comparing(ForeignWorkload::name)))
            .filter(workload -> !workload.parked())
            .filter(workload -> serves(ForeignWorkload.labels(workload.template()), selector))
            .toList();
    List<String> loose = new ArrayList<>();
    int ready = 0;
    for (Pod pod : around.pods()) {
      if (isForeign(pod) && !isLeaving(pod) && serves(labels(pod), selector)) {
        ready += isReady(pod) && isSelected(labels(pod), selector) ? 1 : 0;
        if (workloads.stream().noneMatch(workload -> made(workload, pod))) {
          loose.add(pod.getMetadata().getName());
        }
      }
    }
    loose.sort(Comparator.naturalOrder());
    return new ForeignDns(
        workloads,
        List.copyOf(loose),
        ready,
        around.service().filter(ForeignDns::isForeign).map(Owner::of),
        selector);
  }

  private static Map<String, String> selector(Service service) {
    return orEmpty(service.getSpec().getSelector());
  }

  /// With the usual label a pod joins as soon as a usual Service is there.
  private static boolean serves(Map<String, String> labels, Map<String, String> selector) {
    return (!selector.isEmpty() && labels.entrySet().containsAll(selector.entrySet()))
        || labels.entrySet().containsAll(DEFAULT_SELECTOR.entrySet());
  }

  private static boolean isSelected(Map<String, String> labels, Map<String, String> selector) {
    return labels
        .entrySet()
        .containsAll(selector.isEmpty() ? DEFAULT_SELECTOR.entrySet() : selector.entrySet());
  }

  /// Whatever carries the name of a ClusterDNS is the operator's, be it of another one.
  private static boolean isForeign(HasMetadata object) {
    return !labels(object).containsKey(Names.OWNER);
  }

  private static boolean isLeaving(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  private static boolean isReady(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(condition ->
                condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }

  /// By the name of the controller: a ReplicaSet is called after its Deployment.
  private static boolean made(ForeignWorkload workload, Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .anyMatch(reference ->
            reference.getName().equals(workload.name())
                || (reference.getKind().equals("ReplicaSet")
                    && reference.getName().startsWith(workload.name() + "-")));
  }

  private static Map<String, String> labels(HasMetadata object) {
    return orEmpty(object.getMetadata().getLabels());
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return Objects.requireNonNullElse(map, Map.of());
  }

  /// Whether the Service selects pods of the operator alone.
  boolean isOurs() {
    return selector.containsKey(Names.OWNER);
  }

  boolean isPresent() {
    return !workloads.isEmpty() || !loosePods.isEmpty();
  }

  /// Whether pods with the usual label would be endpoints of the live Service.
  boolean selectsUs() {
    return selector.isEmpty()
        || isOurs()
        || DEFAULT_SELECTOR.entrySet().containsAll(selector.entrySet());
  }
}
