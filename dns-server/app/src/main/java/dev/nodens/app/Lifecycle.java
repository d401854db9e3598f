package dev.nodens.app;

import dev.nodens.core.PluginException;
import dev.nodens.core.config.Configuration;
import dev.nodens.core.port.Loop;
import dev.nodens.core.port.Platform;
import dev.nodens.core.port.Reloader;
import dev.nodens.core.server.RunningConfiguration;
import dev.nodens.corefile.CorefileException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of the server: start, any number of reloads, stop. Thread-safe; its methods block, so
/// never call them on an event loop.
///
/// A reload builds and starts the new configuration beside the old one, then swaps the servers
/// behind the open sockets. If anything fails before the swap, the old one serves on untouched.
public final class Lifecycle implements Reloader {
  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration STEP = Duration.ofMillis(5);
  private static final Duration DRAIN_STEP = Duration.ofMillis(100);

  private final CorefileSource source;
  private final Listeners listeners;
  private final Duration patience;
  private final Drain drain;
  private @Nullable Platform platform;
  private @Nullable RunningConfiguration running;
  private volatile String servedHash = "";

  /// A server of `source` on `listeners`, not started.
  Lifecycle(CorefileSource source, Listeners listeners, Drain drain) {
    this(source, listeners, drain, PATIENCE);
  }

  /// The same with another bound on how long queries in flight are waited for.
  Lifecycle(CorefileSource source, Listeners listeners, Drain drain, Duration patience) {
    this.source = source;
    this.listeners = listeners;
    this.drain = drain;
    this.patience = patience;
  }

  /// Reads the Corefile, starts the plugins, opens the sockets.
  ///
  /// @throws CorefileException if the Corefile is wrong
  /// @throws PluginException if a plugin cannot start
  /// @throws IOException if a socket cannot be opened; nothing runs then
  synchronized RunningConfiguration start(Platform on) throws IOException {
    platform = on;
    Configuration configuration = source.configuration();
    configuration.warnings().forEach(LOG::warn);
    RunningConfiguration next = build(configuration, on);
    servedHash = TokenHash.of(configuration.corefile());
    try {
      next.listening();
    } catch (PluginException e) {
      listeners.takeUnwanted(List.of()).forEach(OpenListener::close);
      next.retire();
      throw e;
    }
    running = next;
    ConsoleLog.showDebug(configuration.debug());
    return next;
  }

  private RunningConfiguration build(Configuration configuration, Platform on) throws IOException {
    RunningConfiguration next = RunningConfiguration.assemble(configuration, on);
    next.start();
    try {
      listeners.openMissing(next.listeners());
    } catch (IOException e) {
      next.retire();
      throw e;
    }
    return next;
  }

  @Override
  public String currentHash() {
    return TokenHash.of(source.corefile());
  }

  @Override
  public String servedHash() {
    return servedHash;
  }

  @Override
  public synchronized void reload() throws IOException {
    RunningConfiguration old = running;
    Platform on = platform;
    if (old == null || on == null) {
      throw new IOException("the server is not running");
    }
    LOG.info("Reloading");
    try {
      swap(old, on);
    } catch (CorefileException | PluginException | IOException e) {
      LOG.error("Restart failed: {}", e.getMessage());
      throw e;
    }
    LOG.info("Reloading complete");
  }

  private void swap(RunningConfiguration old, Platform on) throws IOException {
    Configuration configuration = source.configuration();
    RunningConfiguration next = build(configuration, on);
    configuration.warnings().forEach(LOG::warn);
    String oldHash = servedHash;
    ConsoleLog.showDebug(configuration.debug());
    listeners.serve(next.listeners());
    servedHash = TokenHash.of(configuration.corefile());
    try {
      next.listening();
    } catch (PluginException e) {
      listeners.serve(old.listeners());
      servedHash = oldHash;
      listeners.takeUnwanted(old.listeners()).forEach(OpenListener::close);
      awaitOlderQueries(on);
      next.retire();
      throw e;
    }
    running = next;
    LOG.info("Running configuration SHA512 = {}", servedHash);
    List<OpenListener> unwanted = listeners.takeUnwanted(next.listeners());
    awaitOlderQueries(on);
    unwanted.forEach(OpenListener::close);
    old.retire();
  }

  /// Stops gracefully: `/ready` fails at once; everything is served for the plugins' lame duck and
  /// until the drain is over; then no new queries, replies to those in flight for a bounded time,
  /// then everything is closed.
  synchronized void stop() {
    RunningConfiguration last = running;
    Platform on = platform;
    if (last == null || on == null) {
      return;
    }
    running = null;
    Drain.Watch clients = drain.watch(System.nanoTime(), queries(on));
    last.shutdown();
    drain(on, clients);
    List<OpenListener> all = listeners.takeUnwanted(List.of());
    await(on, loop -> loop.exchanges().inFlight());
    all.forEach(OpenListener::close);
    last.retire();
  }

  /// What is served now.
  synchronized Optional<RunningConfiguration> running() {
    return Optional.ofNullable(running);
  }

  /// Where UDP queries to the listener `key` go.
  synchronized Optional<InetSocketAddress> address(String key) {
    return listeners.address(key);
  }

  private void awaitOlderQueries(Platform on) {
    var turned = new CountDownLatch(on.loops().size());
    for (Loop loop : on.loops()) {
      loop.execute(() -> {
        loop.exchanges().turn();
        turned.countDown();
      });
    }
    if (awaitLatch(turned)) {
      await(on, loop -> loop.exchanges().inFlightBeforeTurn());
    }
  }

  private void drain(Platform on, Drain.Watch clients) {
    if (drain.isNone()) {
      return;
    }
    LOG.info(
        "Stopping once no query has come for {} s, in {} to {} s",
        seconds(drain.quiet()),
        seconds(drain.least()),
        seconds(drain.most()));
    while (!clients.isOver(System.nanoTime(), queries(on))) {
      pause(DRAIN_STEP);
    }
    if (clients.isQuiet(System.nanoTime())) {
      LOG.info("Clients have gone after {} queries", clients.answered());
    } else {
      LOG.warn("Clients still ask after {} queries; they will get no answer", clients.answered());
    }
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private long queries(Platform on) {
    return sum(on, loop -> loop.exchanges().acquired()).orElse(0);
  }

  /// Waits until `inFlight` is 0 on every loop, at most for the patience.
  private void await(Platform on, ToLongFunction<Loop> inFlight) {
    long deadline = System.nanoTime() + patience.toNanos();
    OptionalLong left = sum(on, inFlight);
    while (left.orElse(0) > 0 && System.nanoTime() < deadline) {
      pause(STEP);
      left = sum(on, inFlight);
    }
    if (left.orElse(0) > 0) {
      LOG.warn("{} queries were still unanswered after {}", left.orElse(0), patience);
    }
  }

  /// The sum of a number of each loop; empty if a loop does not say it in time.
  private OptionalLong sum(Platform on, ToLongFunction<Loop> number) {
    var sum = new AtomicLong();
    var counted = new CountDownLatch(on.loops().size());
    for (Loop loop : on.loops()) {
      loop.execute(() -> {
        sum.addAndGet(number.applyAsLong(loop));
        counted.countDown();
      });
    }
    return awaitLatch(counted) ? OptionalLong.of(sum.get()) : OptionalLong.empty();
  }

  private boolean awaitLatch(CountDownLatch latch) {
    try {
      return latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void pause(Duration step) {
    try {
      Thread.sleep(step);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
