package dev.nodens.operator.render;

/// The times that let one pod take over from another without a lost query; each follows from the
/// ones before it.
///
/// A new pod must be known to its node before the old one is told to stop. An old pod must answer
/// until nobody is sent to it any more: it stays an endpoint that serves until its readiness probe
/// has failed, and as long as it serves, connection tracking pins a client's port to it.
final class Handover {
  /// From one readiness probe to the next, in seconds.
  static final int READINESS_PERIOD = 2;

  /// Failed readiness probes after which a pod no longer serves.
  static final int READINESS_FAILURES = 3;

  /// From a pod's new condition to the last node's kube-proxy, in seconds: endpoints are told in
  /// less than one, and kube-proxy sets its rules at most once a second by default.
  private static final int SPREAD = 4;

  /// How long a new pod must be ready before the old one of its node is told to stop: until it is
  /// known, and longer than two readiness periods, so that one that fails at once is caught.
  static final int MIN_READY = Math.max(SPREAD, 2 * READINESS_PERIOD) + 1;

  /// From the word to stop to a pod that nobody is sent to.
  private static final int LEAST_DRAIN = READINESS_PERIOD * READINESS_FAILURES + SPREAD;

  /// What the server needs after the drain for queries in flight, in seconds, and a margin.
  private static final int CLOSING = 7;

  private Handover() {}

  /// The server's `NODENS_DRAIN`.
  ///
  /// @param gracePeriodSeconds what the pod has from the word to stop to the kill, at least 17
  static String drain(int gracePeriodSeconds) {
    return "least=%ds quiet=2s most=%ds".formatted(LEAST_DRAIN, gracePeriodSeconds - CLOSING);
  }
}
