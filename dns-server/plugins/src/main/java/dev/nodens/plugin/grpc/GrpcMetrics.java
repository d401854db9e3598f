package dev.nodens.plugin.grpc;

import dev.nodens.core.metrics.Buckets;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.core.metrics.Histogram;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.port.Loop;
import dev.nodens.wire.Rcode;

/// The metric families of this plugin, under CoreDNS's names. Only replies count.
final class GrpcMetrics {
  private final Family<Counter> requests;
  private final Family<Counter> responses;
  private final Family<Histogram> durations;

  GrpcMetrics(MetricRegistry registry) {
    requests =
        registry.counters(
            "coredns_grpc_requests_total", "Counter of requests made per upstream.", "to");
    responses =
        registry.counters(
            "coredns_grpc_responses_total",
            "Counter of requests made per upstream.",
            "rcode",
            "to");
    durations =
        registry.histograms(
            "coredns_grpc_request_duration_seconds",
            "Histogram of the time each request took.",
            Buckets.TIME,
            "to");
  }

  void replied(Loop loop, String to, int rcode, long nanos) {
    requests.with(to).increment(loop.index());
    responses.with(Rcode.toText(rcode), to).increment(loop.index());
    durations.with(to).observe(loop.index(), nanos);
  }
}
