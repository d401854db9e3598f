package dev.nodens.plugin.kubernetes;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.nodens.core.Exchange;
import dev.nodens.core.Metadata;
import dev.nodens.core.server.ZoneTable;
import dev.nodens.plugin.kubernetes.table.ClusterTable;
import dev.nodens.plugin.kubernetes.table.PodName;
import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the cluster knows of a query: the parts of its name, and with verified pods who asks.
final class ClusterMetadata implements Metadata.Provider {
  private final KubernetesConfig config;
  private final ClusterTable table;
  private final ZoneTable<Name> zones;

  ClusterMetadata(KubernetesConfig config, ClusterTable table) {
    this.config = config;
    this.table = table;
    this.zones = ZoneTable.ofNames(config.zones());
  }

  @Override
  public @Nullable String value(Exchange exchange, String label) {
    return switch (label) {
      case "kubernetes/client-namespace" -> client(exchange).namespace();
      case "kubernetes/client-pod-name" -> client(exchange).name();
      default -> part(exchange.query(), label);
    };
  }

  private PodName client(Exchange exchange) {
    @Nullable PodName pod =
        config.pods() == PodMode.VERIFIED
            ? table.pod(exchange.clientAddress(), 0, exchange.clientAddressLength())
            : null;
    return pod == null ? new PodName("", "") : pod;
  }

  private @Nullable String part(Query query, String label) {
    @Nullable Name zone = zones.find(query);
    if (zone == null) {
      return null;
    }
    List<String> parts = labels(query, query.labelCount() - zone.labels());
    int count = parts.size();
    boolean zonal = isZonal(zone, parts);
    boolean known =
        zonal
            || count > 0
                && count <= 5
                && (parts.getLast().equals("svc") || parts.getLast().equals("pod"));
    if (!known) {
      return null;
    }
    return switch (label) {
      case "kubernetes/kind" -> parts.getLast();
      case "kubernetes/namespace" -> count > 1 ? parts.get(count - 2) : null;
      case "kubernetes/service" -> count > 2 ? parts.get(count - 3) : null;
      case "kubernetes/endpoint" ->
          count == 4 || isOfCluster(zone, parts) ? parts.getFirst() : null;
      case "kubernetes/cluster" -> isOfCluster(zone, parts) ? parts.get(1) : null;
      case "kubernetes/port-name" ->
          count == 5 && !isOfCluster(zone, parts) ? bare(parts.get(0)) : null;
      case "kubernetes/protocol" ->
          count == 5 && !isOfCluster(zone, parts) ? bare(parts.get(1)) : null;
      case "kubernetes/zone" -> zonal ? String.join(".", parts.subList(0, count - 5)) : null;
      default -> null;
    };
  }

  /// Whether the name is that of an endpoint in one cluster of a set.
  private boolean isOfCluster(Name zone, List<String> parts) {
    return config.multicluster().contains(zone)
        && parts.size() == 5
        && !parts.get(0).startsWith("_")
        && !parts.get(1).startsWith("_");
  }

  /// Whether the name is that of a service in one zone of the topology.
  private boolean isZonal(Name zone, List<String> parts) {
    int count = parts.size();
    return config.zonal()
        && !config.multicluster().contains(zone)
        && count > 5
        && parts.getLast().equals("svc")
        && parts.get(count - 4).equals("_zone")
        && (parts.get(count - 5).equals("pin") || parts.get(count - 5).equals("prefer"));
  }

  private static String bare(String label) {
    return label.startsWith("_") ? label.substring(1) : label;
  }

  private static List<String> labels(Query query, int count) {
    var labels = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      int at = query.label(i);
      labels.add(new String(query.qname(), at + 1, query.qname()[at], US_ASCII));
    }
    return labels;
  }
}
