package dev.nodens.plugin.prometheus;

import dev.nodens.core.metrics.Buckets;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.core.metrics.Gauge;
import dev.nodens.core.metrics.Histogram;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.server.ServedZone;
import java.util.List;

/// The families that CoreDNS's `prometheus` exports for DNS itself, names and labels as there.
final class DnsMetrics {
  final Family<Counter> requests;
  final Family<Histogram> duration;
  final Family<Histogram> requestSize;
  final Family<Histogram> responseSize;
  final Family<Counter> dnssecOk;
  final Family<Counter> responses;
  private final Family<Gauge> enabled;
  private final Family<Gauge> build;

  DnsMetrics(MetricRegistry registry) {
    requests =
        registry.counters(
            "coredns_dns_requests_total",
            "Queries by server, zone, transport, address family and type.",
            "server",
            "zone",
            "view",
            "proto",
            "family",
            "type");
    duration =
        registry.histograms(
            "coredns_dns_request_duration_seconds",
            "Time from reading a query to having its reply.",
            Buckets.TIME,
            "server",
            "zone",
            "view");
    requestSize =
        registry.histograms(
            "coredns_dns_request_size_bytes",
            "Length of queries.",
            Buckets.SIZE,
            "server",
            "zone",
            "view",
            "proto");
    responseSize =
        registry.histograms(
            "coredns_dns_response_size_bytes",
            "Length of replies.",
            Buckets.SIZE,
            "server",
            "zone",
            "view",
            "proto");
    dnssecOk =
        registry.counters(
            "coredns_dns_do_requests_total", "Queries with the DO bit.", "server", "zone", "view");
    responses =
        registry.counters(
            "coredns_dns_responses_total",
            "Replies by response code and the plugin next to prometheus.",
            "server",
            "zone",
            "view",
            "rcode",
            "plugin");
    enabled =
        registry.gauges(
            "coredns_plugin_enabled",
            "1 for each plugin that serves a zone.",
            "server",
            "zone",
            "view",
            "name");
    build =
        registry.gauges(
            "coredns_build_info",
            "1, with what this server was built from.",
            "version",
            "revision",
            "goversion");
  }

  void enabled(List<ServedZone> zones) {
    for (ServedZone zone : zones) {
      for (int i = 0; i < zone.chain().length(); i++) {
        enabled.with(zone.server(), zone.zoneText(), zone.view(), zone.chain().plugin(i)).set(1);
      }
    }
  }

  void build(String version) {
    build.with(version, "", "java" + Runtime.version().feature()).set(1);
  }
}
