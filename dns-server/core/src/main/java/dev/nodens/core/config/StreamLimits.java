package dev.nodens.core.config;

import java.time.Duration;

/// What a server grants to one stream connection.
///
/// @param read time for the first query, and for the rest of a query once it has begun
/// @param write time in which a client has to take a reply
/// @param idle time between two queries
/// @param queries number of queries after which it is closed
public record StreamLimits(Duration read, Duration write, Duration idle, int queries) {
  /// CoreDNS's.
  public static final StreamLimits DEFAULT =
      new StreamLimits(
          Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(10), Integer.MAX_VALUE);
}
