package dev.nodens.upstream;

import dev.nodens.core.Exchange;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Gets a copy of what a plugin and its upstreams say to each other. Called on event loops.
public interface UpstreamTap {
  /// A query to an upstream ended.
  ///
  /// @param exchange whose query was sent
  /// @param upstream whom it was sent to
  /// @param stream whether over a connection; otherwise it was a datagram
  /// @param nanos from the query to its end
  /// @param reply the octets that came, valid during the call; null if none did
  /// @param length how many octets of `reply` count
  void asked(
      Exchange exchange,
      InetSocketAddress upstream,
      boolean stream,
      long nanos,
      byte @Nullable [] reply,
      int length);
}
