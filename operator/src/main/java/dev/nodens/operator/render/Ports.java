package dev.nodens.operator.render;

/// Ports of the server's pod.
final class Ports {
  /// UDP and TCP; network policies of most clusters expect this number.
  static final int DNS = 53;

  /// Prometheus metrics.
  static final int METRICS = 9153;

  /// The health directive's default.
  static final int HEALTH = 8080;

  /// The ready directive's default.
  static final int READY = 8181;

  private Ports() {}
}
