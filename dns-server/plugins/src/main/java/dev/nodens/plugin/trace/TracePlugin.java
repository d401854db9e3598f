package dev.nodens.plugin.trace;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.Span;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.port.Platform;
import dev.nodens.corefile.Cursor;
import dev.nodens.plugin.trace.TraceConfig.TracingSystem;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// `trace [TYPE] [ENDPOINT] { ... }`: one query of `every` is traced, its spans are sent to a
/// collector.
public final class TracePlugin implements Plugin<TraceConfig> {
  private final Supplier<RandomGenerator> random;

  /// @param random makes the generator that one event loop takes identifiers from
  public TracePlugin(Supplier<RandomGenerator> random) {
    this.random = random;
  }

  @Override
  public String name() {
    return "trace";
  }

  @Override
  public TraceConfig parse(Cursor cursor, BlockScope scope) {
    return new TraceDirective(cursor).parse();
  }

  @Override
  public void install(TraceConfig config, Installation installation) {
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
