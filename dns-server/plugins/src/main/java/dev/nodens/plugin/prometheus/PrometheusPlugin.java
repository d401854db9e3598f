package dev.nodens.plugin.prometheus;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.HostPort;
import dev.nodens.core.config.ServerTls;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.metrics.MetricsText;
import dev.nodens.core.port.HttpEndpoints;
import dev.nodens.corefile.Cursor;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// `prometheus [ADDRESS]`
public final class PrometheusPlugin implements Plugin<PrometheusConfig> {
  @Override
  public String name() {
    return "prometheus";
  }

  @Override
  public PrometheusConfig parse(Cursor cursor, BlockScope scope) {
    PrometheusConfig config = PrometheusConfig.DEFAULT;
    boolean seen = false;
    while (cursor.next()) {
      if (seen) {
        throw cursor.onceOnly();
      }
      seen = true;
      HostPort address = HostPort.optional(cursor, new HostPort(config.host(), config.port()));
      String tls = "";
      while (cursor.nextBlock()) {
        tls = option(cursor, tls);
      }
      config = new PrometheusConfig(address.host(), address.port(), tls);
    }
    return config;
  }

  /// The file of TLS after one option.
  private static String option(Cursor cursor, String tls) {
    switch (cursor.value()) {
      // The page always has what the JVM says of itself.
      case "runtime_metrics" -> cursor.noMoreArguments();
      case "tls" -> {
        if (!tls.isEmpty()) {
          throw cursor.error("tls block already specified");
        }
        return cursor.onlyArgument();
      }
      default -> throw cursor.error("unknown option: " + cursor.value());
    }
    return tls;
  }

  @Override
  public void install(PrometheusConfig config, Installation installation) {
    MetricRegistry registry = installation.metrics();
    var metrics = new DnsMetrics(registry);
    var handler = new PrometheusHandler(metrics);
    installation.handler(handler);
    installation.onRefusal(handler);
    boolean legacy =
        installation.platform().host().environment("NODENS_LEGACY_METRICS").equals("1");
    installation.onStart(() -> {
      Optional<ServerTls> tls =
          config.tls().isEmpty()
              ? Optional.empty()
              : Optional.of(
                  WebConfig.read(installation.platform().directory().resolve(config.tls())));
      handler.serve(installation.servedZones(), installation.nextPlugin(name()));
      metrics.enabled(installation.servedZones());
      metrics.build(installation.platform().version());
      HttpEndpoints.Endpoint page =
          installation
              .platform()
              .http()
              .serve(
                  new HostPort(config.host(), config.port()).address(),
                  tls,
                  "/metrics",
                  _ -> page(registry, legacy));
      installation.onRetire(page::close);
    });
  }

  private static HttpEndpoints.Content page(MetricRegistry registry, boolean legacy) {
    String text = MetricsText.of(registry) + (legacy ? LegacyNames.of(registry) : "");
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    return new HttpEndpoints.Content(200, MetricsText.TYPE, body);
  }
}
