package dev.nodens.plugin.acl;

import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.server.ServedZone;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts decisions.
final class AclMetrics {
  private final Family<Counter> allowed;
  private final Family<Counter> blocked;
  private final Family<Counter> filtered;
  private final Family<Counter> dropped;
  private final Map<ServedZone, Counter> allowedByZone = new ConcurrentHashMap<>();

  AclMetrics(MetricRegistry registry) {
    allowed =
        registry.counters(
            "coredns_acl_allowed_requests_total", "Queries that acl let pass.", "server", "view");
    blocked = family(registry, "blocked", "Queries that acl answered with REFUSED.");
    filtered = family(registry, "filtered", "Queries that acl answered with nothing.");
    dropped = family(registry, "dropped", "Queries that acl did not answer.");
  }

  private static Family<Counter> family(MetricRegistry registry, String what, String help) {
    return registry.counters(
        "coredns_acl_" + what + "_requests_total", help, "server", "zone", "view");
  }

  void allowed(ServedZone served, int loop) {
    Counter counter = allowedByZone.get(served);
    if (counter == null) {
      counter = allowed.with(served.server(), served.view());
      allowedByZone.put(served, counter);
    }
    counter.increment(loop);
  }

  void denied(AclConfig.Action action, ServedZone served, String zone, int loop) {
    Family<Counter> family =
        switch (action) {
          case ALLOW -> throw new IllegalArgumentException("allowed queries are not denied");
          case BLOCK -> blocked;
          case FILTER -> filtered;
          case DROP -> dropped;
        };
    family.with(served.server(), zone, served.view()).increment(loop);
  }
}
