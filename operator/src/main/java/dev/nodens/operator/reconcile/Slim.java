package dev.nodens.operator.reconcile;

import dev.nodens.operator.observe.Pods;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Objects;

/// Cuts pods and nodes down to what the operator reads, and tells changes of that from heartbeats.
final class Slim {
  private Slim() {}

  static Pod pod(Pod pod) {
    return new PodBuilder()
        .withMetadata(metadata(pod.getMetadata()))
        .withNewSpec()
        .withNodeName(pod.getSpec().getNodeName())
        .endSpec()
        .withStatus(pod.getStatus())
        .build();
  }

  static Node node(Node node) {
    return new NodeBuilder()
        .withMetadata(metadata(node.getMetadata()))
        .withNewStatus()
        .withAddresses(node.getStatus().getAddresses())
        .endStatus()
        .build();
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
        .withLabels(full.getLabels())
        .withDeletionTimestamp(full.getDeletionTimestamp())
        .build();
  }
}
