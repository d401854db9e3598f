package dev.nodens.operator.rollout;

/// What a canary shows so far.
public sealed interface CanaryVerdict {
  /// Why, in words for the status; names the node and the probe.
  String message();

  /// Pods are on their way, or still starting.
  record Waiting(String message) implements CanaryVerdict {}

  /// Every probe on every node got its answer.
  record Passed(String message) implements CanaryVerdict {}

  /// A probe got a wrong answer, or the server did not come up.
  record Failed(String message) implements CanaryVerdict {}

  /// Nobody can say: the pod could not be placed, or not be asked.
  record Unverifiable(String message) implements CanaryVerdict {}
}
