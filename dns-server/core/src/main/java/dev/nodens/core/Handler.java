package dev.nodens.core;

/// One link of a server block's chain. Shared by all event loops; called on the exchange's own.
@FunctionalInterface
public interface Handler {
  /// Serves `exchange`, passes it on, or parks it. Must not block; must not allocate on a hot path.
  Outcome serve(Exchange exchange);

  /// Whether UPDATE messages (RFC 2136) are let into chains with this handler.
  default boolean takesUpdates() {
    return false;
  }
}
