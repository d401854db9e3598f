package dev.nodens.plugin.prometheus;

import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Histogram;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrType;
import org.jspecify.annotations.Nullable;

/// The metrics of one zone on one server, each looked up once. Event loops only, after
/// construction.
///
/// Labelled counters appear at their first use; two loops that use one at the same time find the
/// same one.
final class ZoneMetrics {
  private static final int TYPES = 258;
  private static final int OTHER = 0;
  private static final int RCODES = 24;

  private final DnsMetrics metrics;
  private final String server;
  private final String zone;
  private final String view;
  private final String plugin;
  private final @Nullable Counter[][] requests = new Counter[4][TYPES];
  private final @Nullable Counter[] written = new Counter[RCODES];
  private final @Nullable Counter[] unwritten = new Counter[RCODES];
  private final @Nullable Histogram[] requestSize = new Histogram[2];
  private final @Nullable Histogram[] responseSize = new Histogram[2];
  private @Nullable Histogram duration;
  private @Nullable Counter dnssecOk;

  ZoneMetrics(DnsMetrics metrics, String server, String zone, String view, String plugin) {
    this.metrics = metrics;
    this.server = server;
    this.zone = zone;
    this.view = view;
    this.plugin = plugin;
  }

  void request(int loop, boolean tcp, boolean v6, int type, int size) {
    int row = (tcp ? 2 : 0) + (v6 ? 1 : 0);
    int column = isNamed(type) ? type : OTHER;
    Counter counter = requests[row][column];
    if (counter == null) {
      String text = column == OTHER ? "other" : RrType.toText(type);
      counter = metrics.requests.with(server, zone, view, proto(tcp), v6 ? "2" : "1", text);
      requests[row][column] = counter;
    }
    counter.increment(loop);
    sizes(requestSize, tcp, false).observe(loop, size);
  }

  void response(int loop, boolean tcp, int rcode, boolean byChain, int size, long nanos) {
    int column = Math.min(rcode, RCODES - 1);
    @Nullable Counter[] counters = byChain ? written : unwritten;
    Counter counter = counters[column];
    if (counter == null) {
      String by = byChain ? plugin : "";
      counter = metrics.responses.with(server, zone, view, Rcode.toText(rcode), by);
      counters[column] = counter;
    }
    counter.increment(loop);
    sizes(responseSize, tcp, true).observe(loop, size);
    Histogram times = duration;
    if (times == null) {
      times = metrics.duration.with(server, zone, view);
      duration = times;
    }
    times.observe(loop, nanos);
  }

  void dnssecOk(int loop) {
    Counter counter = dnssecOk;
    if (counter == null) {
      counter = metrics.dnssecOk.with(server, zone, view);
      dnssecOk = counter;
    }
    counter.increment(loop);
  }

  private Histogram sizes(@Nullable Histogram[] histograms, boolean tcp, boolean response) {
    Histogram histogram = histograms[tcp ? 1 : 0];
    if (histogram == null) {
      histogram =
          (response ? metrics.responseSize : metrics.requestSize)
              .with(server, zone, view, proto(tcp));
      histograms[tcp ? 1 : 0] = histogram;
    }
    return histogram;
  }

  private static String proto(boolean tcp) {
    return tcp ? "tcp" : "udp";
  }

  /// The types that upstream names; all else is `other`.
  private static boolean isNamed(int type) {
    return switch (type) {
      case RrType.A,
          RrType.AAAA,
          RrType.CNAME,
          RrType.DNSKEY,
          RrType.DS,
          RrType.MX,
          RrType.NSEC3,
          RrType.NSEC,
          RrType.NS,
          RrType.PTR,
          RrType.RRSIG,
          RrType.SOA,
          RrType.SRV,
          RrType.TXT,
          RrType.HTTPS,
          RrType.SVCB,
          RrType.IXFR,
          RrType.AXFR,
          RrType.ANY ->
          true;
      default -> false;
    };
  }
}
