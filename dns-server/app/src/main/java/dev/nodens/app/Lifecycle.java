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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
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

  private final CorefileSource source;
  private final Listeners listeners;
  private final Duration patience;
  private @Nullable Platform platform;
  private @Nullable RunningConfiguration running;
  private volatile String servedHash = "";

  /// A server of `source` on `listeners`, not started.
  Lifecycle(CorefileSource source, Listeners listeners) {
    this(source, listeners, PATIENCE);
  }

  /// The same with another bound on how long queries in flight are waited for.
  Lifecycle(CorefileSource source, Listeners listeners, Duration patience) {
    this.source = source;
    this.listeners = listeners;
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
    servedHash = TokenHash.of(configuration.corefile());
    RunningConfiguration next = build(configuration, on);
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

  /// Stops gracefully: the plugins' lame duck while everything is still served, then no new
  /// queries, replies to those in flight for a bounded time, then everything is closed.
  synchronized void stop() {
    RunningConfiguration last = running;
    Platform on = platform;
    if (last == null || on == null) {
      return;
    }
    running = null;
    last.shutdown();
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

  /// Waits until `inFlight` is 0 on every loop, at most for the patience.
  private void await(Platform on, ToIntFunction<Loop> inFlight) {
    long deadline = System.nanoTime() + patience.toNanos();
    int left = 1;
    while (left > 0 && System.nanoTime() < deadline) {
      var sum = new AtomicInteger();
      var counted = new CountDownLatch(on.loops().size());
      for (Loop loop : on.loops()) {
        loop.execute(() -> {
          sum.addAndGet(inFlight.applyAsInt(loop));
          counted.countDown();
        });
      }
      if (!awaitLatch(counted)) {
        return;
      }
      left = sum.get();
      if (left > 0) {
        pause();
      }
    }
    if (left > 0) {
      LOG.warn("{} queries were still unanswered after {}", left, patience);
    }
  }

  private boolean awaitLatch(CountDownLatch latch) {
    try {
      return latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
