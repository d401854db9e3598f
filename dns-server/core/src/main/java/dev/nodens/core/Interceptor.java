package dev.nodens.core;

/// Acts on the way back, once an exchange has an outcome; registered per query by a handler.
///
/// Interceptors run on the exchange's event loop, the one registered last first.
@FunctionalInterface
public interface Interceptor {
  /// Looks at, or changes, the reply.
  ///
  /// @param outcome `ANSWERED`, `FAILED` or `DROPPED`
  /// @return the outcome that interceptors registered earlier see; `PARKED` if the interceptor goes
  ///   on later with [Exchange#resume]
  Outcome onOutcome(Exchange exchange, Outcome outcome);
}
