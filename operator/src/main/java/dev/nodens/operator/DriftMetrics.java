package dev.nodens.operator;

import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.Drift;
import dev.nodens.operator.status.Announcement;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the statuses say about drift, as metrics. Called by one thread at a time.
final class DriftMetrics {
  private final MeterRegistry registry;
  private final MultiGauge left;
  private final MultiGauge fighting;
  private final Map<String, Drift> drifts = new TreeMap<>();

  DriftMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.left =
        MultiGauge.builder("clusterdns.drift.items")
            .description("Differences that are left, by severity.")
            .register(registry);
    this.fighting =
        MultiGauge.builder("clusterdns.drift.fighting")
            .description("1 while somebody undoes every revert and the operator holds back.")
            .register(registry);
  }

  /// @param before the status of the same object before; null for the first one of this process
  void observed(String name, @Nullable ClusterDNSStatus before, ClusterDNSStatus now) {
    ClusterDNSStatus earlier = before == null ? now : before;
    registry
        .counter("clusterdns.drift.reverted", "name", name)
        .increment((double) (reverts(now) - reverts(earlier)));
    for (Drift.Item item : Announcement.newItems(earlier, now)) {
      registry.counter("clusterdns.drift.detected", tags(name, item)).increment();
    }
    if (now.drift() != null) {
      drifts.put(name, now.drift());
    }
    List<Row<?>> items = new ArrayList<>();
    List<Row<?>> fights = new ArrayList<>();
    drifts.forEach((owner, drift) -> {
      items.addAll(leftOf(owner, drift));
      fights.add(Row.of(Tags.of("name", owner), drift.state() == Drift.State.FIGHTING ? 1 : 0));
    });
    left.register(items, true);
    fighting.register(fights, true);
  }

  private static long reverts(ClusterDNSStatus status) {
    return status.drift() == null ? 0 : status.drift().reverts();
  }

  /// The manager without its operation; managers are few, objects and paths are not.
  private static Tags tags(String name, Drift.Item item) {
    String author = item.author() == null ? "" : item.author();
    int operation = author.indexOf(" (");
    return Tags.of(
        "name",
        name,
        "kind",
        item.object().substring(0, item.object().indexOf(' ')),
        "manager",
        operation < 0 ? author : author.substring(0, operation));
  }

  private static List<Row<?>> leftOf(String name, Drift drift) {
    List<Row<?>> rows = new ArrayList<>();
    for (Drift.Severity severity : Drift.Severity.values()) {
      long count =
          drift.items().stream()
              .filter(item -> item.severity() == severity && isLeft(item.action()))
              .count();
      Tags tags = Tags.of("name", name, "severity", severity.name().toLowerCase(Locale.ROOT));
      rows.add(Row.of(tags, count));
    }
    return rows;
  }

  private static boolean isLeft(Drift.Action action) {
    return switch (action) {
      case REPORTED, FAILED, SUPPRESSED -> true;
      case REVERTED, RECREATED -> false;
    };
  }
}
