package dev.nodens.operator.reconcile;

import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.ClusterDNSStatus.Revision;
import dev.nodens.operator.Names;
import dev.nodens.operator.apply.ObjectKey;
import dev.nodens.operator.plan.ClusterFacts;
import dev.nodens.operator.plan.ClusterFacts.Address;
import dev.nodens.operator.plan.ClusterFacts.KnownRevision;
import dev.nodens.operator.plan.ClusterFacts.NodeFacts;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the facts that a plan needs.
final class FactsReader {
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final KubernetesClient client;
  private final Watches watches;
  private final SourceReader sources;
  private final NetworkReader network;
  private int kubernetesMinor;

  FactsReader(
      KubernetesClient client, Watches watches, SourceReader sources, NetworkReader network) {
    this.client = client;
    this.watches = watches;
    this.sources = sources;
    this.network = network;
  }

  ClusterFacts read(String owner, ClusterDNSSpec spec, ClusterDNSStatus before) {
    String live = clusterIP(live(spec.namespace(), spec.service().name()));
    String recorded = before.clusterIPs().isEmpty() ? null : before.clusterIPs().getFirst();
    boolean known = spec.service().clusterIP() != null || live != null || recorded != null;
    return new ClusterFacts(
        kubernetesMinor(),
        live,
        recorded,
        known ? null : clusterIP(service("default", "kubernetes")),
        spec.nodeHosts().enabled()
            ? watches.nodes().stream().map(FactsReader::node).toList()
            : List.of(),
        before.history().isEmpty()
            ? watches.revisions(owner, spec.namespace()).stream()
                .map(FactsReader::revision)
                .flatMap(Optional::stream)
                .toList()
            : before.history().stream().map(FactsReader::known).toList(),
        before.revision() == null ? null : known(before.revision()),
        sources.read(owner, spec),
        network.clients(owner, spec));
  }

  private static KnownRevision known(Revision revision) {
    return new KnownRevision(revision.name(), revision.number());
  }

  /// The number that a revision's ConfigMap claims; empty when somebody broke it.
  static Optional<KnownRevision> revision(ConfigMap map) {
    String number = orEmpty(map.getMetadata().getLabels()).get(Names.REVISION_NUMBER);
    return number == null || !number.matches("\\d{1,18}")
        ? Optional.empty()
        : Optional.of(new KnownRevision(map.getMetadata().getName(), Long.parseLong(number)));
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return Objects.requireNonNullElse(map, Map.of());
  }

  private static NodeFacts node(Node node) {
    return new NodeFacts(
        node.getMetadata().getName(),
        node.getStatus().getAddresses().stream()
            .map(address -> new Address(address.getType(), address.getAddress()))
            .toList());
  }

  private @Nullable HasMetadata live(String namespace, String name) {
    var key = new ObjectKey("v1", "Service", "services", Optional.of(namespace), name);
    Optional<? extends HasMetadata> cached = watches.cached(key);
    return cached.isPresent() ? cached.get() : service(namespace, name);
  }

  private @Nullable HasMetadata service(String namespace, String name) {
    return client.services().inNamespace(namespace).withName(name).get();
  }

  private static @Nullable String clusterIP(@Nullable HasMetadata service) {
    String address = service instanceof Service found ? found.getSpec().getClusterIP() : null;
    return address == null || address.isEmpty() || address.equals("None") ? null : address;
  }

  /// Minor versions may carry a suffix, such as `36+`.
  private int kubernetesMinor() {
    if (kubernetesMinor == 0) {
      Matcher number = NUMBER.matcher(client.getKubernetesVersion().getMinor());
      kubernetesMinor = number.find() ? Integer.parseInt(number.group()) : 0;
    }
    return kubernetesMinor;
  }
}
