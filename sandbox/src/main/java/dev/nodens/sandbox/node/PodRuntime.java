package dev.nodens.sandbox.node;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Runs pods in some way. Called by one thread; nothing blocks.
public interface PodRuntime {
  /// Starts a pod.
  ///
  /// @param pod as it is stored
  /// @param address its IP address
  Running start(ObjectNode pod, String address);

  /// A started pod.
  interface Running {
    /// How it is now.
    State state();

    /// Tells it to end; [#state] says when it has.
    void stop();

    /// Ends it at once.
    void kill();
  }

  /// How a pod is.
  ///
  /// @param phase where in its life
  /// @param reason why it waits, such as `ContainerCreating` or `CrashLoopBackOff`; else empty
  /// @param message more about it; else empty
  /// @param restarts how often it was started again
  record State(Phase phase, String reason, String message, int restarts) {
    static final State READY = new State(Phase.READY, "", "", 0);
    static final State STARTING = new State(Phase.RUNNING, "", "", 0);
    static final State STOPPED = new State(Phase.STOPPED, "", "", 0);
  }

  /// Where in its life a pod is.
  enum Phase {
    WAITING,
    RUNNING,
    READY,
    STOPPED
  }
}
