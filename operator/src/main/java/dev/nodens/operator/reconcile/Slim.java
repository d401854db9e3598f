package dev.nodens.operator.reconcile;

import dev.nodens.operator.foreign.ForeignSlices;
import dev.nodens.operator.observe.Pods;
import dev.nodens.operator.render.CanaryPod;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Cuts pods and nodes down to what the operator reads, and tells changes of that from heartbeats.
final class Slim {
  private static final Set<String> KEPT_CONDITIONS = Set.of("Ready", "PodScheduled");

  private Slim() {}

  /// What [Pods] and [Neighbours] read; what else they need has to be kept here too. The few canary
  /// pods are judged by all that the kubelet says.
  static Pod pod(Pod pod) {
    return new PodBuilder()
        .withMetadata(metadata(pod.getMetadata()))
        .withNewSpec()
        .withNodeName(pod.getSpec().getNodeName())
        .endSpec()
        .withStatus(CanaryPod.is(pod) ? pod.getStatus() : status(pod.getStatus()))
        .build();
  }

  private static PodStatus status(PodStatus full) {
    return new PodStatusBuilder()
        .withPhase(full.getPhase())
        .withPodIP(full.getPodIP())
        // One address is no news beside podIP.
        .withPodIPs(full.getPodIPs().size() > 1 ? full.getPodIPs() : null)
        .withStartTime(full.getStartTime())
        .withConditions(
            full.getConditions().stream()
                .filter(condition -> KEPT_CONDITIONS.contains(condition.getType()))
                .toList())
        .withContainerStatuses(full.getContainerStatuses().stream().map(Slim::state).toList())
        .build();
  }

  private static boolean isInTrouble(ContainerStatus container) {
    ContainerState state = container.getState();
    return state != null && (state.getWaiting() != null || state.getTerminated() != null);
  }

  private static ContainerStatus state(ContainerStatus full) {
    return new ContainerStatusBuilder()
        .withName(full.getName())
        .withImage(shared(full.getImage()))
        .withImageID(shared(full.getImageID()))
        .withRestartCount(full.getRestartCount())
        .withState(isInTrouble(full) ? full.getState() : null)
        .build();
  }

  /// All pods have the same image; one copy of its name is enough.
  private static @Nullable String shared(@Nullable String text) {
    return text == null ? null : text.intern();
  }

  static Node node(Node node) {
    return new NodeBuilder()
        .withMetadata(metadata(node.getMetadata()))
        .withNewSpec()
        .withTaints(node.getSpec() == null ? null : node.getSpec().getTaints())
        .endSpec()
        .withNewStatus()
        .withAddresses(node.getStatus().getAddresses())
        .withConditions(
            node.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .map(condition ->
                    new NodeConditionBuilder()
                        .withType("Ready")
                        .withStatus(shared(condition.getStatus()))
                        .build())
                .toList())
        .endStatus()
        .build();
  }

  /// Of the addresses only those that no pod has: there may be thousands of the others.
  static EndpointSlice slice(EndpointSlice slice) {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withName(slice.getMetadata().getName())
        .withNamespace(slice.getMetadata().getNamespace())
        .withUid(slice.getMetadata().getUid())
        .withResourceVersion(slice.getMetadata().getResourceVersion())
        .withLabels(slice.getMetadata().getLabels())
        .withManagedFields(
            slice.getMetadata().getManagedFields().stream()
                .map(entry -> new ManagedFieldsEntryBuilder(entry).withFieldsV1(null).build())
                .toList())
        .endMetadata()
        .withEndpoints(slice.getEndpoints().stream().filter(ForeignSlices::isNoPod).toList())
        .build();
  }

  static boolean sliceChanged(EndpointSlice now, EndpointSlice before) {
    return !ForeignSlices.among(List.of(now)).equals(ForeignSlices.among(List.of(before)));
  }

  static boolean podChanged(Pod now, Pod before) {
    return !Pods.of(now).equals(Pods.of(before));
  }

  static boolean nodeChanged(Node now, Node before) {
    return !Objects.equals(now.getStatus().getAddresses(), before.getStatus().getAddresses());
  }

  private static ObjectMeta metadata(ObjectMeta full) {
    return new ObjectMetaBuilder()
        .withName(full.getName())
        .withNamespace(full.getNamespace())
        .withUid(full.getUid())
        .withResourceVersion(full.getResourceVersion())
        .withCreationTimestamp(full.getCreationTimestamp())
        .withLabels(full.getLabels())
        .withDeletionTimestamp(full.getDeletionTimestamp())
        .build();
  }
}
