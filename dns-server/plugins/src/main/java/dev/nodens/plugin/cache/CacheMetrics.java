package dev.nodens.plugin.cache;

import dev.nodens.core.Exchange;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.core.metrics.Gauge;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.server.ServedZone;
import dev.nodens.wire.Name;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The metric families of this plugin, under CoreDNS's names, looked up once per served zone.
final class CacheMetrics {

  private final Family<Gauge> entries;
  private final Family<Counter> requests;
  private final Family<Counter> hits;
  private final Family<Counter> misses;
  private final Family<Counter> prefetches;
  private final Family<Counter> drops;
  private final Family<Counter> servedStale;
  private final Family<Counter> evictions;
  private final String zones;
  private final AtomicReference<@Nullable AnswerTable> table;
  private volatile @Nullable Row[] rows = new Row[0];

  CacheMetrics(MetricRegistry registry, CacheConfig config, AnswerTable table) {
    this.zones = config.zones().stream().map(Name::toString).collect(Collectors.joining(","));
    this.table = new AtomicReference<>(table);
    entries =
        registry.gauges(
            "coredns_cache_entries",
            "The number of elements in the cache.",
            "server",
            "type",
            "zones",
            "view");
    hits =
        registry.counters(
            "coredns_cache_hits_total",
            "The count of cache hits.",
            "server",
            "type",
            "zones",
            "view");
    evictions =
        registry.counters(
            "coredns_cache_evictions_total",
            "The count of cache evictions.",
            "server",
            "type",
            "zones",
            "view");
    requests = plain(registry, "requests", "The count of cache requests.");
    misses =
        plain(
            registry,
            "misses",
            "The count of cache misses. Deprecated, derive misses from cache hits/requests"
                + " counters.");
    prefetches =
        plain(registry, "prefetch", "The number of times the cache has prefetched a cached item.");
    drops =
        plain(
            registry,
            "drops",
            "The number responses that are not cached, because the reply is malformed.");
    servedStale =
        plain(registry, "served_stale", "The number of requests served from stale cache entries.");
  }

  private static Family<Counter> plain(MetricRegistry registry, String name, String help) {
    return registry.counters("coredns_cache_" + name + "_total", help, "server", "zones", "view");
  }

  /// Makes the counters of every zone that the block serves.
  void open(List<ServedZone> served) {
    @Nullable Row[] made = new Row[served.stream().mapToInt(ServedZone::id).max().orElse(-1) + 1];
    for (ServedZone zone : served) {
      made[zone.id()] = row(zone.server(), zone.view());
    }
    rows = made;
  }

  private Row row(String server, String view) {
    entries.with(server, "success", zones, view).from(() -> count(AnswerTable.SUCCESS));
    entries.with(server, "denial", zones, view).from(() -> count(AnswerTable.DENIAL));
    return new Row(
        requests.with(server, zones, view),
        hits.with(server, "success", zones, view),
        hits.with(server, "denial", zones, view),
        misses.with(server, zones, view),
        prefetches.with(server, zones, view),
        drops.with(server, zones, view),
        servedStale.with(server, zones, view),
        evictions.with(server, "success", zones, view),
        evictions.with(server, "denial", zones, view));
  }

  private double count(int kind) {
    AnswerTable present = table.get();
    return present == null ? 0 : present.count(kind);
  }

  /// The counters of the zone that `exchange` was routed to.
  Row of(Exchange exchange) {
    ServedZone served = exchange.served();
    Row row = rows[served.id()];
    if (row == null) {
      throw new IllegalStateException("a zone that the block does not serve: " + served);
    }
    return row;
  }

  /// Lets go of the table, which the registry would hold otherwise.
  void close() {
    table.set(null);
  }

  /// The counters of one server.
  record Row(
      Counter requests,
      Counter successHits,
      Counter denialHits,
      Counter misses,
      Counter prefetches,
      Counter drops,
      Counter servedStale,
      Counter successEvictions,
      Counter denialEvictions) {

    Counter hits(int kind) {
      return kind == AnswerTable.SUCCESS ? successHits : denialHits;
    }

    Counter evictions(int kind) {
      return kind == AnswerTable.SUCCESS ? successEvictions : denialEvictions;
    }
  }
}
