package dev.nodens.core.server;

import dev.nodens.core.config.ServerTls;
import dev.nodens.core.config.StreamLimits;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import org.jspecify.annotations.Nullable;

/// What stream connections to a server get.
///
/// @param limits times and queries of one connection
/// @param tls who the server is to clients that speak TLS; null if it does not
/// @param connections most open connections of a listener that speaks HTTP or QUIC; 0 for any
///   number
/// @param streams most requests at once on one of them; 0 for any number
/// @param queries most queries at once of a listener that speaks DNS over QUIC; 0 for any number
/// @param responses responses by server and status; null where nobody counts them
public record StreamTerms(
    StreamLimits limits,
    @Nullable ServerTls tls,
    long connections,
    long streams,
    long queries,
    @Nullable Family<Counter> responses) {
  /// Plain connections with CoreDNS's times.
  public static final StreamTerms PLAIN = new StreamTerms(StreamLimits.DEFAULT, null, 0, 0, null);

  /// Any number of queries at once.
  public StreamTerms(
      StreamLimits limits,
      @Nullable ServerTls tls,
      long connections,
      long streams,
      @Nullable Family<Counter> responses) {
    this(limits, tls, connections, streams, 0, responses);
  }
}
