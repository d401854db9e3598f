package dev.nodens.plugin.forward;

import dev.nodens.core.metrics.Counter;
import dev.nodens.core.port.Loop;
import dev.nodens.core.port.UpstreamTarget;
import org.jspecify.annotations.Nullable;

/// The connections of one event loop to one upstream over one protocol.
///
/// A datagram goes out on a random one of several sockets, each with a source port of its own that
/// is given up after some hundred queries, so that an attacker has to guess port and id (RFC 5452
/// §9.2). A stream is used by one query at a time as long as there are few; then queries share.
final class SocketPool {
  private static final int DATAGRAM_SOCKETS = 16;
  private static final int DATAGRAMS_PER_SOCKET = 1000;
  private static final int STREAMS = 16;

  private final LoopForwarder forwarder;
  private final Loop loop;
  private final Upstream upstream;
  private final UpstreamTarget target;
  private final boolean stream;
  private final long expireNanos;
  private final long maxAgeNanos;
  private final int maxIdle;
  private final Counter reused;
  private final Counter opened;
  private final @Nullable UpstreamSocket[] slots;
  private boolean retired;

  SocketPool(
      LoopForwarder forwarder,
      Loop loop,
      Upstream upstream,
      UpstreamTarget target,
      ForwardConfig.Connections config) {
    this.forwarder = forwarder;
    this.loop = loop;
    this.upstream = upstream;
    this.target = target;
    this.stream = target.transport() != UpstreamTarget.Transport.UDP;
    this.expireNanos = config.expire().toNanos();
    this.maxAgeNanos = config.maxAge().toNanos();
    this.maxIdle = config.maxIdle() == 0 ? Integer.MAX_VALUE : config.maxIdle();
    String protocol =
        switch (target.transport()) {
          case UDP -> "udp";
          case TCP -> "tcp";
          case TLS -> "tcp-tls";
          case HTTPS, HTTPS_GET -> "https";
          case GRPC, GRPC_TLS -> "grpc";
          case QUIC -> "quic";
        };
    this.reused = upstream.metrics().reused(upstream.label(), protocol);
    this.opened = upstream.metrics().opened(upstream.label(), protocol);
    int streams = target.transport().hasStreams() ? 1 : STREAMS;
    this.slots = new UpstreamSocket[stream ? streams : Math.min(DATAGRAM_SOCKETS, maxIdle)];
  }

  Upstream upstream() {
    return upstream;
  }

  boolean isStream() {
    return stream;
  }

  /// Whether zones can be transferred over it: DNS over QUIC has a stream for one reply of one
  /// message here.
  boolean takesTransfers() {
    return target.transport() != UpstreamTarget.Transport.QUIC;
  }

  /// As errors name it, with `udp` below QUIC.
  String network() {
    return stream && target.transport() != UpstreamTarget.Transport.QUIC ? "tcp" : "udp";
  }

  /// A connection for one more query; may be an existing one.
  UpstreamSocket pick(long now, Randomness random) {
    int slot = stream ? leastLoaded(now) : random.below(slots.length);
    @Nullable UpstreamSocket socket = slots[slot];
    if (socket != null && usable(socket, now)) {
      reused.increment(loop.index());
      return socket;
    }
    return open(slot, now);
  }

  /// A new connection.
  UpstreamSocket fresh(long now, Randomness random) {
    return open(stream ? leastLoaded(now) : random.below(slots.length), now);
  }

  private UpstreamSocket open(int slot, long now) {
    @Nullable UpstreamSocket old = slots[slot];
    if (old != null) {
      old.retire();
    }
    opened.increment(loop.index());
    var socket = new UpstreamSocket(forwarder, this, now);
    slots[slot] = retired ? null : socket;
    socket.opened(loop.upstreams().open(target, socket));
    return socket;
  }

  /// An idle connection if there is one, else an empty place, else the least busy connection.
  private int leastLoaded(long now) {
    int best = 0;
    int bestLoad = Integer.MAX_VALUE;
    for (int i = 0; i < slots.length; i++) {
      @Nullable UpstreamSocket socket = slots[i];
      int load = socket == null || !usable(socket, now) ? 1 : 2 * socket.load();
      if (load < bestLoad) {
        best = i;
        bestLoad = load;
      }
    }
    return best;
  }

  private boolean usable(UpstreamSocket socket, long now) {
    return !socket.isOver()
        && (socket.load() > 0 || now - socket.lastUsed() <= expireNanos)
        && (maxAgeNanos == 0 || now - socket.created() <= maxAgeNanos)
        && (stream || socket.served() < DATAGRAMS_PER_SOCKET);
  }

  /// The last query on `socket` is done.
  void idle(UpstreamSocket socket) {
    if (retired || socket.isOver() || stream && idleSockets() > maxIdle) {
      forget(socket);
      socket.close();
    }
  }

  private int idleSockets() {
    int idle = 0;
    for (@Nullable UpstreamSocket socket : slots) {
      if (socket != null && socket.load() == 0) {
        idle++;
      }
    }
    return idle;
  }

  /// `socket` is closed.
  void forget(UpstreamSocket socket) {
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] == socket) {
        slots[i] = null;
      }
    }
  }

  /// Closes what was idle for too long.
  ///
  /// @return whether any connection is left
  boolean sweep(long now) {
    boolean left = false;
    for (int i = 0; i < slots.length; i++) {
      @Nullable UpstreamSocket socket = slots[i];
      if (socket != null && socket.load() == 0 && !usable(socket, now)) {
        slots[i] = null;
        socket.close();
      }
      left |= slots[i] != null;
    }
    return left;
  }

  /// Keeps nothing open from now on.
  void retire() {
    retired = true;
    for (int i = 0; i < slots.length; i++) {
      @Nullable UpstreamSocket socket = slots[i];
      slots[i] = null;
      if (socket != null) {
        socket.retire();
      }
    }
  }
}
