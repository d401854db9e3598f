package dev.nodens.core.server;

import dev.nodens.core.Exchange;

/// Hears of queries that a server refused before any chain ran.
@FunctionalInterface
public interface RefusalObserver {
  /// Called on the exchange's event loop, before the reply is sent.
  void refused(Exchange exchange, int rcode);
}
