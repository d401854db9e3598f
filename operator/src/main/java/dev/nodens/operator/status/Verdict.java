package dev.nodens.operator.status;

import dev.nodens.crd.Condition.Status;

/// A condition before it has a time.
///
/// @param status whether it holds
/// @param reason one UpperCamel word
/// @param message why, and what to do next
record Verdict(Status status, String reason, String message) {
  static Verdict yes(String reason, String message) {
    return new Verdict(Status.TRUE, reason, message);
  }

  static Verdict no(String reason, String message) {
    return new Verdict(Status.FALSE, reason, message);
  }

  static Verdict unknown(String reason, String message) {
    return new Verdict(Status.UNKNOWN, reason, message);
  }

  boolean holds() {
    return status == Status.TRUE;
  }
}
