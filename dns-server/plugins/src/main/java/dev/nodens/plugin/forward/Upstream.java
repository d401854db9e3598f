package dev.nodens.plugin.forward;

import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Histogram;
import dev.nodens.core.port.Loop;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.wire.Rcode;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// One upstream server: where it is and how it is doing. Shared by all event loops.
final class Upstream {
  private static final int RCODES = 24;

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
  private volatile boolean retired;

  /// @param label `IP:port`
  /// @param datagram how to reach it over UDP, or null if it wants TLS
  /// @param stream how to reach it over TCP or TLS
  Upstream(
      String label,
      @Nullable UpstreamTarget datagram,
      UpstreamTarget stream,
      ForwardConfig.Health health,
      ForwardMetrics metrics) {
    this.label = label;
    this.datagram = datagram;
    this.stream = stream;
    this.health = health;
    this.metrics = metrics;
    this.probeFailures = metrics.probeFailures(label);
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
