package dev.nodens.sandbox.controller;

import dev.nodens.sandbox.api.Resources;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// All controllers, one after the other on one thread, whenever something has changed and at least
/// twice a second.
public final class Controllers implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Controllers.class.getName());
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Resources resources;
  private final List<Runnable> loops;
  private final Thread thread;

  private Controllers(Resources resources, List<Runnable> more) {
    this.resources = resources;
    var loops = new java.util.ArrayList<Runnable>();
    var cluster = new Cluster(resources, "kube-controller-manager");
    loops.add(new DaemonSets(cluster)::reconcile);
    loops.add(new EndpointSlices(cluster)::reconcile);
    loops.add(new EventCopies(cluster)::reconcile);
    loops.add(new GarbageCollector(resources)::reconcile);
    loops.addAll(more);
    this.loops = List.copyOf(loops);
    this.thread = Thread.ofPlatform().daemon().name("controllers").unstarted(this::run);
  }

  /// Starts the controllers.
  ///
  /// @param more further loops, such as kubelets, that run beside them
  public static Controllers start(Resources resources, List<Runnable> more) {
    var controllers = new Controllers(resources, more);
    controllers.thread.start();
    return controllers;
  }

  private void run() {
    long seen = 0;
    try {
      while (true) {
        long now = resources.store().revision();
        for (Runnable loop : loops) {
          runOne(loop);
        }
        seen = resources.store().awaitChange(Math.max(now, seen), Duration.ofMillis(500));
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void runOne(Runnable loop) {
    try {
      loop.run();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "a controller failed and tries again", e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
