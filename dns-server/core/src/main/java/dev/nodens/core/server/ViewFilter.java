package dev.nodens.core.server;

import dev.nodens.core.Exchange;

/// Decides which queries a server block serves, among those for its zones.
@FunctionalInterface
public interface ViewFilter {
  /// Whether the block serves the query. Called on its event loop, before any handler.
  boolean accepts(Exchange exchange);
}
