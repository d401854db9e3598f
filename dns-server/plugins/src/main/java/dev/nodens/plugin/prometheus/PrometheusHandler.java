package dev.nodens.plugin.prometheus;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Interceptor;
import dev.nodens.core.Outcome;
import dev.nodens.core.Transport;
import dev.nodens.core.server.RefusalObserver;
import dev.nodens.core.server.ServedZone;
import dev.nodens.wire.Query;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts queries on their way in and times them on their way back.
final class PrometheusHandler implements Handler, Interceptor, RefusalObserver {
  private final DnsMetrics metrics;
  private final Map<String, ZoneMetrics> refused = new ConcurrentHashMap<>();
  private volatile ZoneMetrics[] zones = new ZoneMetrics[0];

  PrometheusHandler(DnsMetrics metrics) {
    this.metrics = metrics;
  }

  /// Prepares for the zones of the block, before queries come.
  ///
  /// @param nextPlugin what upstream names as the plugin of every reply that the chain wrote
  void serve(List<ServedZone> served, String nextPlugin) {
    int size = served.stream().mapToInt(ServedZone::id).max().orElse(-1) + 1;
    var prepared = new ZoneMetrics[size];
    for (ServedZone zone : served) {
      prepared[zone.id()] =
          new ZoneMetrics(metrics, zone.server(), zone.zoneText(), zone.view(), nextPlugin);
    }
    zones = prepared;
  }

  @Override
  public Outcome serve(Exchange exchange) {
    if (exchange.transport() != Transport.INTERNAL) {
      exchange.intercept(this, zones[zoneId(exchange)], 0);
    }
    return Outcome.NEXT;
  }

  @Override
  public Outcome onOutcome(Exchange exchange, Outcome outcome) {
    if (exchange.interceptorState() instanceof ZoneMetrics zone) {
      int size = outcome == Outcome.ANSWERED ? exchange.reply().length() : 0;
      boolean byChain = outcome == Outcome.ANSWERED;
      count(exchange, zone, exchange.rcode(outcome), byChain, size);
    }
    return outcome;
  }

  @Override
  public void refused(Exchange exchange, int rcode) {
    String server = exchange.server().label();
    ZoneMetrics zone = refused.get(server);
    if (zone == null) {
      zone =
          refused.computeIfAbsent(
              server, label -> new ZoneMetrics(metrics, label, "dropped", "", ""));
    }
    count(exchange, zone, rcode, false, exchange.query().questionEnd());
  }

  private static void count(
      Exchange exchange, ZoneMetrics zone, int rcode, boolean byChain, int size) {
    int loop = exchange.loop().index();
    boolean tcp = exchange.transport().isStream();
    Query query = exchange.query();
    zone.request(loop, tcp, exchange.clientAddressLength() == 16, query.qtype(), query.length());
    if (query.dnssecOk()) {
      zone.dnssecOk(loop);
    }
    long nanos = exchange.loop().nanoTime() - exchange.startNanos();
    zone.response(loop, tcp, rcode, byChain, size, nanos);
  }

  private static int zoneId(Exchange exchange) {
    return exchange.served().id();
  }
}
