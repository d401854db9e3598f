package dev.nodens.plugin.trace;

import dev.nodens.core.Installation;
import dev.nodens.core.Span;
import dev.nodens.core.port.Platform;
import dev.nodens.plugin.trace.TraceConfig.TracingSystem;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Puts the parts together. Apart from the plugin, so that a server without `trace` loads none of
/// them.
final class Tracing {
  private Tracing() {}

  static void install(
      TraceConfig config, Installation installation, Supplier<RandomGenerator> random) {
    Platform platform = installation.platform();
    var lost =
        installation
            .metrics()
            .counters(
                "nodens_trace_spans_lost_total",
                "Counter of spans that no collector took, or that had to make room for others.")
            .with();
    var reporter = new SpanReporter(format(config, installation), collector(config), config, lost);
    RandomGenerator[] generators = new RandomGenerator[platform.loops().size()];
    Arrays.setAll(generators, loop -> random.get());
    var tracer = new Tracer(config, generators, platform.clock(), reporter);
    installation.handler(new TraceHandler(config, tracer));
    installation
        .metadata()
        .offer(
            "trace",
            (exchange, label) -> {
              Span span = exchange.span();
              return span != null && label.equals("trace/traceid") ? span.traceId() : null;
            });
    installation.onStart(() -> platform.blocking().execute(reporter::run));
    installation.onRetire(reporter::stop);
  }

  private static SpanFormat format(TraceConfig config, Installation installation) {
    return config.type() == TracingSystem.ZIPKIN
        ? new ZipkinFormat(config.service(), LocalEndpoint.of(installation))
        : new DatadogFormat(config.service(), config.analyticsRate());
  }

  /// A Zipkin endpoint without scheme is a host, whose path is known.
  private static Collector collector(TraceConfig config) {
    String endpoint = config.endpoint();
    if (config.type() == TracingSystem.DATADOG) {
      return new Collector("http://" + endpoint + "/v0.4/traces");
    }
    boolean url =
        endpoint.regionMatches(true, 0, "http://", 0, 7)
            || endpoint.regionMatches(true, 0, "https://", 0, 8);
    return new Collector(url ? endpoint : "http://" + endpoint + "/api/v2/spans");
  }
}
