package dev.nodens.operator.reconcile;

import dev.nodens.operator.canary.PodControl;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// [PodControl] over the fabric8 client.
final class ApiPods implements PodControl {
  private static final Logger LOG = LoggerFactory.getLogger(ApiPods.class);

  private final KubernetesClient client;

  ApiPods(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public void create(Pod pod) {
    try {
      client.pods().inNamespace(pod.getMetadata().getNamespace()).resource(pod).create();
      LOG.atInfo()
          .addKeyValue("pod", pod.getMetadata().getName())
          .addKeyValue("node", pod.getSpec().getNodeName())
          .log("canary made");
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  @Override
  public void delete(Pod pod) {
    client
        .pods()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName())
        .delete();
  }
}
