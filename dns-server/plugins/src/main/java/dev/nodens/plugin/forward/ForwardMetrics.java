package dev.nodens.plugin.forward;

import dev.nodens.core.metrics.Buckets;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.core.metrics.Histogram;
import dev.nodens.core.metrics.MetricRegistry;

/// The metric families of this plugin, under CoreDNS's names.
final class ForwardMetrics {
  private static final String NAME = "forward";

  private final Family<Histogram> durations;
  private final Family<Counter> probeFailures;
  private final Family<Counter> reused;
  private final Family<Counter> opened;
  private final Family<Counter> extra;
  private final Counter allDown;
  private final Counter rejects;

  ForwardMetrics(MetricRegistry registry) {
    durations =
        registry.histograms(
            "coredns_proxy_request_duration_seconds",
            "Histogram of the time each request took.",
            Buckets.TIME,
            "proxy_name",
            "to",
            "rcode");
    probeFailures =
        registry.counters(
            "coredns_proxy_healthcheck_failures_total",
            "Counter of the number of failed healthchecks.",
            "proxy_name",
            "to");
    reused =
        registry.counters(
            "coredns_proxy_conn_cache_hits_total",
            "Counter of connection cache hits per upstream and protocol.",
            "proxy_name",
            "to",
            "proto");
    opened =
        registry.counters(
            "coredns_proxy_conn_cache_misses_total",
            "Counter of connection cache misses per upstream and protocol.",
            "proxy_name",
            "to",
            "proto");
    extra =
        registry.counters(
            "nodens_forward_extra_queries_total",
            "Queries sent because an upstream was late, answered SERVFAIL, or had no room.",
            "to",
            "cause");
    allDown =
        registry
            .counters(
                "coredns_forward_healthcheck_broken_total",
                "Counter of the number of complete failures of the healthchecks.")
            .with();
    rejects =
        registry
            .counters(
                "coredns_forward_max_concurrent_rejects_total",
                "Counter of the number of queries rejected because the concurrent queries were at"
                    + " maximum.")
            .with();
  }

  /// Time from the first try with an upstream to its reply.
  Histogram duration(String to, String rcode) {
    return durations.with(NAME, to, rcode);
  }

  Counter probeFailures(String to) {
    return probeFailures.with(NAME, to);
  }

  /// Queries that went out on a connection that existed.
  Counter reused(String to, String proto) {
    return reused.with(NAME, to, proto);
  }

  /// Connections opened for a query.
  Counter opened(String to, String proto) {
    return opened.with(NAME, to, proto);
  }

  /// Queries that were sent because of what upstream `to` did.
  Counter extra(String to, String cause) {
    return extra.with(to, cause);
  }

  /// Queries that found every upstream down.
  Counter allDown() {
    return allDown;
  }

  /// Queries refused because of `max_concurrent`.
  Counter rejects() {
    return rejects;
  }
}
