package dev.nodens.plugin.kubernetes.feed;

import dev.nodens.core.metrics.Buckets;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.core.metrics.Histogram;
import dev.nodens.core.metrics.MetricRegistry;

/// What the feed counts, under CoreDNS's names.
final class FeedMetrics {
  private final Family<Histogram> programming;
  private final Family<Histogram> requestDuration;
  private final Family<Histogram> limiterDuration;
  private final Family<Counter> requests;

  FeedMetrics(MetricRegistry registry) {
    programming =
        registry.histograms(
            "coredns_kubernetes_dns_programming_duration_seconds",
            "Time from a change of endpoints in the cluster until it is served.",
            Buckets.PROGRAMMING,
            "service_kind");
    requestDuration =
        registry.histograms(
            "coredns_kubernetes_rest_client_request_duration_seconds",
            "Time from a request to the API server until the head of its response.",
            Buckets.DEFAULT,
            "verb",
            "host");
    limiterDuration =
        registry.histograms(
            "coredns_kubernetes_rest_client_rate_limiter_duration_seconds",
            "Time that requests to the API server waited for their turn.",
            Buckets.DEFAULT,
            "verb",
            "host");
    requests =
        registry.counters(
            "coredns_kubernetes_rest_client_requests_total",
            "Requests to the API server.",
            "code",
            "method",
            "host");
  }

  void programmed(String serviceKind, long nanos) {
    programming.with(serviceKind).observeShared(Math.max(0, nanos));
  }

  void waited(String host, long nanos) {
    limiterDuration.with("GET", host).observeShared(nanos);
  }

  /// @param code HTTP status, or `<error>` if there was no response
  void requested(String host, String code, long nanos) {
    requestDuration.with("GET", host).observeShared(nanos);
    requests.with(code, "GET", host).addShared(1);
  }
}
