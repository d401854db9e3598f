package dev.nodens.app;

import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/// What the process does on signals. HUP is ignored; QUIT belongs to the Java runtime, which prints
/// its threads. Where `jdk.unsupported` is missing nothing here works, and TERM ends the process at
/// once.
final class Signals {
  private final AtomicBoolean stopping = new AtomicBoolean();

  /// Reacts to signals from now on.
  ///
  /// @param reload on USR1
  /// @param stop on TERM and INT, once
  /// @param force on the second INT
  static void handle(Runnable reload, Runnable stop, Runnable force) {
    var signals = new Signals();
    on("HUP", () -> {});
    on("USR1", reload);
    on("TERM", () -> signals.stopOnce(stop));
    on(
        "INT",
        () -> {
          if (!signals.stopOnce(stop)) {
            force.run();
          }
        });
  }

  private boolean stopOnce(Runnable stop) {
    boolean first = stopping.compareAndSet(false, true);
    if (first) {
      stop.run();
    }
    return first;
  }

  private static void on(String name, Runnable action) {
    Signal.handle(new Signal(name), _ -> Thread.ofPlatform().name("signal-" + name).start(action));
  }
}
