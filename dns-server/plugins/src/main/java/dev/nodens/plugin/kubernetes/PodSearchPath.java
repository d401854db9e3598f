package dev.nodens.plugin.kubernetes;

import dev.nodens.core.Exchange;
import dev.nodens.plugin.kubernetes.table.ClusterTable;
import dev.nodens.plugin.kubernetes.table.PodName;
import dev.nodens.wire.Name;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The search list that the kubelet writes for pods (`ClusterFirst`): the pod's namespace, all
/// services, the zone, and what the node's own resolv.conf has.
final class PodSearchPath {
  private final KubernetesConfig config;
  private final ClusterTable table;
  private volatile List<Name> host = List.of();

  PodSearchPath(KubernetesConfig config, ClusterTable table) {
    this.config = config;
    this.table = table;
  }

  /// Sets the domains of the node's resolv.conf. Any thread.
  void host(List<Name> domains) {
    host = domains;
  }

  /// The list of the pod that asks for a name in `zone`; empty if no pod has the client's address.
  List<Name> of(Exchange exchange, Name zone) {
    @Nullable PodName pod =
        config.pods() == PodMode.VERIFIED
            ? table.pod(exchange.clientAddress(), 0, exchange.clientAddressLength())
            : null;
    if (pod == null) {
      return List.of();
    }
    Name services = zone.prepend("svc");
    var path = new ArrayList<Name>();
    path.add(services.prepend(pod.namespace()));
    path.add(services);
    path.add(zone);
    path.addAll(host);
    return path;
  }
}
