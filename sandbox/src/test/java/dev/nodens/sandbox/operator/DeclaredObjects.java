package dev.nodens.sandbox.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.operator.apply.Intent;
import dev.nodens.operator.plan.ClusterFacts;
import dev.nodens.operator.plan.InvalidDeclaration;
import dev.nodens.operator.plan.Planner;
import dev.nodens.operator.render.Renderer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/// What a declaration makes, for tests of single objects. Each test has an owner and an address of
/// its own, because they may share a real API server.
final class DeclaredObjects {
  private DeclaredObjects() {}

  static List<HasMetadata> objects(String owner, String address, String image) {
    try {
      var spec =
          new ObjectMapper()
              .readValue(
                  """
                  {"nodeHosts": {"enabled": true}, "image": "%s", "imagePullSecrets": ["one"], "service": {"name": "%s"}, "networkPolicy": {"ingress": true, "clientEgressNamespaces": ["default"]}}
                  """
                      .formatted(image, owner),
                  ClusterDNSSpec.class);
      var node =
          new ClusterFacts.NodeFacts(
              "node-1", List.of(new ClusterFacts.Address("InternalIP", "192.0.2.1")));
      var client = new ClusterFacts.ClientNamespace("default", null);
      var facts =
          new ClusterFacts(
              36, null, address, null, List.of(node), List.of(), null, null, List.of(client));
      return Renderer.render(new Planner("unused").plan(owner, spec, facts));
    } catch (InvalidDeclaration | JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The one object of a kind whose name contains a text.
  static Intent intent(KubernetesClient client, List<HasMetadata> objects, String kind) {
    return objects.stream()
        .filter(object -> object.getKind().equals(kind))
        .map(object -> Intent.of(object, client.getKubernetesSerialization()))
        .findFirst()
        .orElseThrow();
  }
}
