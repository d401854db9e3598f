package dev.nodens.operator.canary;

import io.fabric8.kubernetes.api.model.Pod;

/// Makes and deletes pods. Every call blocks and throws `KubernetesClientException` when the API
/// server refuses.
public interface PodControl {
  /// Makes a pod; one of that name may be there already, then nothing happens.
  void create(Pod pod);

  /// Deletes the very pod of this UID at once; it may be gone already.
  void delete(Pod pod);
}
