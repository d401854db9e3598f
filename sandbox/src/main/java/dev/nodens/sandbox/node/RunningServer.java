package dev.nodens.sandbox.node;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A pod of the DNS server: waits for its files, runs, is restarted with growing pauses when it
/// ends, is killed when it does not stop in time.
final class RunningServer implements PodRuntime.Running {
  /// Starts the process, each time with ports that are free at that moment.
  @FunctionalInterface
  interface Launcher {
    /// @return the probes of the started process
    /// @throws IOException when the program is missing or no port is free
    Probes start(ServerProcess process) throws IOException;
  }

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final PodFiles files;
  private final ServerProcess process;
  private final Launcher launcher;
  private @Nullable Probes probes;
  private long startAt = System.nanoTime();
  private long killAt = Long.MAX_VALUE;
  private boolean stopping;

  RunningServer(PodFiles files, ServerProcess process, Launcher launcher) {
    this.files = files;
    this.process = process;
    this.launcher = launcher;
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
        var phase =
            probes != null && probes.isReady() ? PodRuntime.Phase.READY : PodRuntime.Phase.RUNNING;
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
    probes = launcher.start(process);
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

  @Override
  public void kill() {
    stopping = true;
    process.kill();
  }
}
