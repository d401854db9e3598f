package dev.nodens.core.server;

import dev.nodens.core.Exchange;

/// Hears of queries that a server refused before any chain ran, and of replies that it could not
/// send.
@FunctionalInterface
public interface RefusalObserver {
  /// Called on the exchange's event loop, before the reply is sent.
  void refused(Exchange exchange, int rcode);

  /// Called on an event loop when the system did not take UDP replies, which are lost.
  ///
  /// @param server its label
  /// @param loop index of the event loop
  default void lost(String server, int loop, int replies) {}
}
