package dev.nodens.plugin.forward;

import dev.nodens.core.port.Loop;

/// The connections of one event loop to the upstreams of one `forward`.
final class LoopSockets {
  private static final long LEAST_SWEEP_NANOS = 1_000_000_000L;

  private final Loop loop;
  private final ForwardConfig.Connections config;
  private final SocketPool[] datagrams;
  private final SocketPool[] streams;
  private final Runnable onSweep = this::sweep;
  private boolean sweepArmed;

  LoopSockets(
      LoopForwarder forwarder, Loop loop, Upstream[] upstreams, ForwardConfig.Connections config) {
    this.loop = loop;
    this.config = config;
    this.streams = new SocketPool[upstreams.length];
    this.datagrams = new SocketPool[upstreams.length];
    for (int i = 0; i < upstreams.length; i++) {
      Upstream upstream = upstreams[i];
      streams[i] = new SocketPool(forwarder, loop, upstream, upstream.target(true), config);
      datagrams[i] =
          upstream.streamOnly()
              ? streams[i]
              : new SocketPool(forwarder, loop, upstream, upstream.target(false), config);
    }
  }

  /// Those to one upstream.
  SocketPool pool(int upstream, boolean stream) {
    return stream ? streams[upstream] : datagrams[upstream];
  }

  /// Has what is idle for too long closed, later.
  void sweepLater() {
    if (!sweepArmed) {
      sweepArmed = true;
      loop.schedule(onSweep, Math.max(LEAST_SWEEP_NANOS, config.expire().toNanos()));
    }
  }

  private void sweep() {
    sweepArmed = false;
    long now = loop.nanoTime();
    boolean left = false;
    for (int i = 0; i < streams.length; i++) {
      left |= streams[i].sweep(now);
      left |= datagrams[i].sweep(now);
    }
    if (left) {
      sweepLater();
    }
  }

  /// Closes what is idle, and the rest as soon as it is.
  void retire() {
    for (int i = 0; i < streams.length; i++) {
      streams[i].retire();
      datagrams[i].retire();
    }
  }
}
