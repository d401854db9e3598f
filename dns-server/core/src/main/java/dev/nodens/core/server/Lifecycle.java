package dev.nodens.core.server;

import dev.nodens.core.Installation;
import dev.nodens.core.PluginException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the plugins of a configuration want to do when it starts, listens, shuts down and retires.
final class Lifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

  private final List<Step> start = new ArrayList<>();
  private final List<Step> listening = new ArrayList<>();
  private final List<Step> shutdown = new ArrayList<>();
  private final List<Step> retire = new ArrayList<>();
  private final List<Check> checks = new ArrayList<>();
  private final CountDownLatch retired = new CountDownLatch(1);
  private volatile boolean stopping;

  void onStart(String plugin, Installation.Action action) {
    start.add(new Step(plugin, action));
  }

  void onListening(String plugin, Installation.Action action) {
    listening.add(new Step(plugin, action));
  }

  void onShutdown(String plugin, Installation.Action action) {
    shutdown.add(new Step(plugin, action));
  }

  void onRetire(String plugin, Installation.Action action) {
    retire.add(new Step(plugin, action));
  }

  void readiness(String plugin, BooleanSupplier ready) {
    checks.add(new Check(plugin, ready));
  }

  List<String> notReady() {
    return checks.stream()
        .filter(check -> !check.ready().getAsBoolean())
        .map(Check::plugin)
        .distinct()
        .sorted()
        .toList();
  }

  boolean stopping() {
    return stopping;
  }

  void every(String plugin, Duration period, Runnable task, Executor executor) {
    start.add(new Step(plugin, () -> executor.execute(() -> repeat(plugin, period, task))));
  }

  private void repeat(String plugin, Duration period, Runnable task) {
    try {
      while (!retired.await(period.toNanos(), TimeUnit.NANOSECONDS)) {
        try {
          task.run();
        } catch (RuntimeException e) {
          LOG.error("plugin/{}: {}", plugin, e.toString(), e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Runs the start actions; the first that fails ends it, and what was started is retired.
  void start() {
    try {
      runAll(start);
    } catch (PluginException e) {
      retire();
      throw e;
    }
  }

  void listening() {
    runAll(listening);
  }

  void shutdown() {
    stopping = true;
    runAllLogging(shutdown);
  }

  void retire() {
    retired.countDown();
    runAllLogging(retire);
  }

  private static void runAll(List<Step> steps) {
    for (Step step : steps) {
      try {
        step.action().run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new PluginException("plugin/" + step.plugin() + ": interrupted", e);
      } catch (Exception e) {
        throw new PluginException("plugin/" + step.plugin() + ": " + e.getMessage(), e);
      }
    }
  }

  private static void runAllLogging(List<Step> steps) {
    for (Step step : steps) {
      try {
        runAll(List.of(step));
      } catch (PluginException e) {
        LOG.error("{}", e.getMessage(), e);
      }
    }
  }

  private record Step(String plugin, Installation.Action action) {}

  private record Check(String plugin, BooleanSupplier ready) {}
}
