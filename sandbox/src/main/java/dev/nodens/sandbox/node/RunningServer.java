package dev.nodens.sandbox.node;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// A pod of the DNS server: waits for its files, runs, is restarted with growing pauses when it
/// ends, is killed when it does not stop in time.
final class RunningServer implements PodRuntime.Running {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final PodFiles files;
  private final ServerProcess process;
  private final Probes probes;
  private long startAt = System.nanoTime();
  private long killAt = Long.MAX_VALUE;
  private boolean stopping;

  RunningServer(PodFiles files, ServerProcess process, Probes probes) {
    this.files = files;
    this.process = process;
    this.probes = probes;
  }

  @Override
  public PodRuntime.State state() {
    if (stopping) {
      return ending();
    }
    try {
      Optional<String> missing = files.write();
      if (!process.isStarted() && missing.isPresent()) {
        return waiting("ContainerCreating", missing.get());
      }
      if (process.isAlive()) {
        var phase = probes.isReady() ? PodRuntime.Phase.READY : PodRuntime.Phase.RUNNING;
        return new PodRuntime.State(phase, "", "", process.restarts());
      }
      return restart();
    } catch (IOException e) {
      return waiting("CreateContainerError", String.valueOf(e.getMessage()));
    }
  }

  private PodRuntime.State restart() throws IOException {
    long now = System.nanoTime();
    if (now - startAt < 0) {
      return waiting("CrashLoopBackOff", process.end());
    }
    probes.reset();
    process.start();
    long pause = FIRST_PAUSE.toNanos() << Math.min(process.restarts(), 5);
    startAt = now + pause;
    return new PodRuntime.State(PodRuntime.Phase.RUNNING, "", "", process.restarts());
  }

  private PodRuntime.State waiting(String reason, String message) {
    return new PodRuntime.State(PodRuntime.Phase.WAITING, reason, message, process.restarts());
  }

  private PodRuntime.State ending() {
    if (!process.isAlive()) {
      return PodRuntime.State.STOPPED;
    }
    if (System.nanoTime() - killAt > 0) {
      process.kill();
    }
    return new PodRuntime.State(PodRuntime.Phase.RUNNING, "", "", process.restarts());
  }

  @Override
  public void stop() {
    if (!stopping) {
      stopping = true;
      killAt = System.nanoTime() + PATIENCE.toNanos();
      process.terminate();
    }
  }
}
