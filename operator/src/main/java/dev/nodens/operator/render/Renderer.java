package dev.nodens.operator.render;

import dev.nodens.operator.plan.Plan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;

/// Renders every object of a plan.
public final class Renderer {
  private Renderer() {}

  /// The objects in the order in which they are applied: what a pod needs comes before the pod.
  public static List<HasMetadata> render(Plan plan) {
    List<HasMetadata> objects = new ArrayList<>();
    objects.add(ServerAccess.serviceAccount(plan));
    objects.add(ServerAccess.clusterRole(plan));
    objects.add(ServerAccess.clusterRoleBinding(plan));
    objects.add(ConfigMaps.revision(plan));
    ConfigMaps.nodeHosts(plan).ifPresent(objects::add);
    ConfigMaps.adoption(plan).ifPresent(objects::add);
    NetworkPolicies.server(plan).ifPresent(objects::add);
    objects.add(DnsService.render(plan));
    objects.add(ServerDaemonSet.render(plan));
    objects.addAll(NetworkPolicies.clients(plan));
    return List.copyOf(objects);
  }
}
