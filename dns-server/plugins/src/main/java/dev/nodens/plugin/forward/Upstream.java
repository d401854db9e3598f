package dev.nodens.plugin.forward;

import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Histogram;
import dev.nodens.core.port.Loop;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.wire.Rcode;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// One upstream server: where it is and how it is doing. Shared by all event loops.
final class Upstream {
  private static final int RCODES = 24;
  private static final long LEAST_REPORT_PAUSE = 60_000_000_000L;

  private final String key;
  private final String label;
  private final @Nullable UpstreamTarget datagram;
  private final UpstreamTarget stream;
  private final ForwardConfig.Health health;
  private final ForwardMetrics metrics;
  private final Counter probeFailures;
  private final AtomicReferenceArray<@Nullable Histogram> durations =
      new AtomicReferenceArray<>(RCODES);
  private final AtomicInteger fails = new AtomicInteger();
  private final AtomicBoolean probing = new AtomicBoolean();
  private final Map<Extra, Counter> extra = new ConcurrentHashMap<>();
  private final AtomicLong reportedAt = new AtomicLong();
  private volatile boolean retired;

  /// Why a query was sent that CoreDNS would not send.
  enum Extra {
    LATE,
    SERVFAIL,
    TRUNCATED
  }

  /// @param key equal for upstreams that are the same
  /// @param label `IP:port`
  /// @param datagram how to reach it over UDP, or null if it wants TLS
  /// @param stream how to reach it over TCP or TLS
  Upstream(
      String key,
      String label,
      @Nullable UpstreamTarget datagram,
      UpstreamTarget stream,
      ForwardConfig.Health health,
      ForwardMetrics metrics) {
    this.key = key;
    this.label = label;
    this.datagram = datagram;
    this.stream = stream;
    this.health = health;
    this.metrics = metrics;
    this.probeFailures = metrics.probeFailures(label);
  }

  /// Equal for upstreams that are the same.
  String key() {
    return key;
  }

  /// `IP:port`.
  String label() {
    return label;
  }

  /// Where to connect; UDP only if `wantStream` is false and the upstream speaks it.
  UpstreamTarget target(boolean wantStream) {
    return wantStream || datagram == null ? stream : datagram;
  }

  /// Whether a query goes over a stream although that is not asked for.
  boolean streamOnly() {
    return datagram == null;
  }

  ForwardConfig.Health health() {
    return health;
  }

  ForwardMetrics metrics() {
    return metrics;
  }

  /// Whether more probes failed in a row than are fine.
  boolean down() {
    return health.maxFails() > 0 && fails.get() > health.maxFails();
  }

  /// Begins to probe on `loop`, unless that is going on, until the upstream answers.
  void suspect(Loop loop, boolean forceTcp) {
    if (health.maxFails() > 0 && !retired && probing.compareAndSet(false, true)) {
      new HealthProbe(this, loop, target(forceTcp)).send();
    }
  }

  /// A probe was answered.
  void recovered() {
    fails.set(0);
    probing.set(false);
  }

  /// A probe failed.
  ///
  /// @return whether to go on probing
  boolean probeFailed(Loop loop) {
    probeFailures.increment(loop.index());
    fails.incrementAndGet();
    if (retired) {
      probing.set(false);
    }
    return !retired;
  }

  /// Stops probing.
  void retire() {
    retired = true;
  }

  /// Counts a reply.
  void observe(Loop loop, int rcode, long nanos) {
    duration(rcode).observe(loop.index(), nanos);
  }

  /// Counts the queries that were sent because this upstream did as `cause` says.
  Counter extra(Extra cause) {
    return extra.computeIfAbsent(
        cause, of -> metrics.extra(label, of.name().toLowerCase(Locale.ROOT)));
  }

  /// Says in the log that others are asked first for a while; once a minute at most.
  ///
  /// @param now on the clock of the event loops
  void reportPoor(Logger log, String why, long now) {
    long before = reportedAt.get();
    if ((before == 0 || now - before >= LEAST_REPORT_PAUSE)
        && reportedAt.compareAndSet(before, now)) {
      log.warn("upstream {} {}: it is asked after the others for a while", label, why);
    }
  }

  private Histogram duration(int rcode) {
    if (rcode >= RCODES) {
      return metrics.duration(label, Rcode.toText(rcode));
    }
    Histogram known = durations.getPlain(rcode);
    if (known == null) {
      known = metrics.duration(label, Rcode.toText(rcode));
      durations.set(rcode, known);
    }
    return known;
  }
}
