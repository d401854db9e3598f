package dev.nodens.operator.rollout;

import java.time.Instant;
import java.util.Optional;

/// What is seen of the roll of the revision that the workload declares.
///
/// @param rolled whether every node has an available pod of it
/// @param counts how far it is, in words
/// @param lastProgress when the newest ready pod of it was made
/// @param right pods of it that answer with its hash
/// @param wrong pods of it that answer with another one
/// @param silent ready pods of it that could not be asked
/// @param fault a pod of it that answers, but does not resolve the cluster's own name: which, and
///   how
public record RollFacts(
    boolean rolled,
    String counts,
    Optional<Instant> lastProgress,
    int right,
    int wrong,
    int silent,
    Optional<String> fault) {

  /// Whether every pod was asked and gave the right answers.
  boolean isVerified() {
    return rolled && right > 0 && wrong == 0 && silent == 0 && fault.isEmpty();
  }
}
