package dev.nodens.core;

/// How a handler left an exchange.
public enum Outcome {
  /// Not its business: the next handler of the chain serves.
  NEXT,
  /// A reply stands in [Exchange#reply()].
  ANSWERED,
  /// Somebody will call [Exchange#resume] on the exchange's own event loop later.
  PARKED,
  /// No reply was written; the server answers with [Exchange#failureRcode()].
  FAILED,
  /// No reply shall be sent at all.
  DROPPED
}
