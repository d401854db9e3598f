package dev.nodens.plugin.dnssec;

import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.core.metrics.Gauge;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.zone.sign.ReplySigner;

/// CoreDNS's metrics of the signature cache.
final class DnssecMetrics {
  private final Family<Gauge> entries;
  private final Family<Counter> hits;
  private final Family<Counter> misses;

  DnssecMetrics(MetricRegistry metrics) {
    entries =
        metrics.gauges(
            "coredns_dnssec_cache_entries",
            "The number of elements in the dnssec cache.",
            "server",
            "type");
    hits =
        metrics.counters("coredns_dnssec_cache_hits_total", "The count of cache hits.", "server");
    misses =
        metrics.counters(
            "coredns_dnssec_cache_misses_total", "The count of cache misses.", "server");
  }

  /// Counts one signed reply. On event loop `loop`.
  void count(String server, int loop, ReplySigner.Signed signed, int cached) {
    entries.with(server, "signature").set(cached);
    hits.with(server).add(loop, signed.hits());
    misses.with(server).add(loop, signed.misses());
  }
}
