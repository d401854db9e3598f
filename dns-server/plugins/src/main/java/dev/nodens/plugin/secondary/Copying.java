package dev.nodens.plugin.secondary;

import dev.nodens.core.port.Loop;
import dev.nodens.zone.ZoneCopy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/// Runs the checks of one zone when they are due, until it is stopped. Any thread.
final class Copying {
  /// Checks come up to this much later, so that many zones do not ask at once (CoreDNS's figure).
  private static final long SPREAD_NANOS = Duration.ofSeconds(5).toNanos();

  private static final Duration SOON = Duration.ofSeconds(11);

  private final ZoneCopy zone;
  private final List<InetAddress> primaries;
  private final Loop clock;
  private final Executor background;
  private final RandomGenerator random;
  private volatile boolean stopped;

  /// @param clock its timers say when checks are due
  /// @param background runs the checks
  Copying(
      ZoneCopy zone,
      List<InetAddress> primaries,
      Loop clock,
      Executor background,
      RandomGenerator random) {
    this.zone = zone;
    this.primaries = List.copyOf(primaries);
    this.clock = clock;
    this.background = background;
    this.random = random;
  }

  ZoneCopy zone() {
    return zone;
  }

  /// Whether a message from this address comes from a primary.
  boolean isPrimary(byte[] address) {
    return primaries.stream().anyMatch(primary -> Arrays.equals(primary.getAddress(), address));
  }

  void start() {
    background.execute(this::check);
  }

  void stop() {
    stopped = true;
  }

  private void check() {
    if (stopped) {
      return;
    }
    Duration wait = zone.refresh();
    long spread = wait.compareTo(SOON) < 0 ? 0 : random.nextLong(SPREAD_NANOS);
    clock.schedule(this::start, wait.toNanos() + spread);
  }
}
