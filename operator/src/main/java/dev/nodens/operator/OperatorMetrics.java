package dev.nodens.operator;

import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.Condition;
import dev.nodens.operator.reconcile.StatusObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The operator's metrics: what the statuses say, never labelled by node or pod.
final class OperatorMetrics implements StatusObserver {
  private final MeterRegistry registry;
  private final MultiGauge conditions;
  private final MultiGauge nodes;
  private final DriftMetrics drift;
  private final MultiGauge revision;
  private final Map<String, ClusterDNSStatus> statuses = new TreeMap<>();

  OperatorMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.conditions =
        MultiGauge.builder("clusterdns.condition")
            .description("1 for the status that a condition has.")
            .register(registry);
    this.nodes =
        MultiGauge.builder("clusterdns.nodes").description("Nodes by state.").register(registry);
    this.drift = new DriftMetrics(registry);
    this.revision =
        MultiGauge.builder("clusterdns.revision")
            .description("Number of the declared revision.")
            .register(registry);
  }

  @Override
  public synchronized void observed(String name, ClusterDNSStatus status) {
    ClusterDNSStatus before = statuses.put(name, status);
    registry.counter("clusterdns.reconciliations", "name", name).increment();
    drift.observed(name, before, status);
    conditions.register(rows(OperatorMetrics::conditionRows), true);
    nodes.register(rows(OperatorMetrics::nodeRows), true);
    revision.register(rows(OperatorMetrics::revisionRows), true);
  }

  private interface RowsOf {
    void add(String name, ClusterDNSStatus status, List<Row<?>> rows);
  }

  private List<Row<?>> rows(RowsOf source) {
    List<Row<?>> rows = new ArrayList<>();
    statuses.forEach((name, status) -> source.add(name, status, rows));
    return rows;
  }

  private static void conditionRows(String name, ClusterDNSStatus status, List<Row<?>> rows) {
    for (Condition condition : status.conditions()) {
      for (Condition.Status value : Condition.Status.values()) {
        Tags tags =
            Tags.of(
                "name",
                name,
                "type",
                condition.type(),
                "status",
                value.name().toLowerCase(Locale.ROOT));
        rows.add(Row.of(tags, condition.status() == value ? 1 : 0));
      }
    }
  }

  private static void nodeRows(String name, ClusterDNSStatus status, List<Row<?>> rows) {
    ClusterDNSStatus.NodeCounts counts = status.nodes();
    if (counts == null) {
      return;
    }
    Map.of(
            "desired", counts.desired(),
            "updated", counts.updated(),
            "ready", counts.ready(),
            "available", counts.available(),
            "serving", counts.serving(),
            "serving_other", counts.servingOther(),
            "unverified", counts.unverified())
        .forEach((state, count) -> rows.add(Row.of(Tags.of("name", name, "state", state), count)));
  }

  private static void revisionRows(String name, ClusterDNSStatus status, List<Row<?>> rows) {
    if (status.revision() != null) {
      rows.add(Row.of(Tags.of("name", name), status.revision().number()));
    }
  }
}
