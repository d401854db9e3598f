package dev.nodens.netty;

import dev.nodens.core.config.StreamLimits;
import java.time.Duration;

/// How long a TCP connection may keep the server waiting, and how much it may ask at once.
///
/// @param read time for the first query, and for the rest of a query once it has begun
/// @param write time in which a client has to take a reply
/// @param idle time between two queries
/// @param inFlight queries that may be unanswered; reading pauses at this number
/// @param queries number of queries after which the connection is closed
public record TcpLimits(Duration read, Duration write, Duration idle, int inFlight, int queries) {
  private static final int IN_FLIGHT = 128;

  /// CoreDNS's times.
  public static final TcpLimits DEFAULT = of(StreamLimits.DEFAULT);

  /// Any number of queries.
  public TcpLimits(Duration read, Duration write, Duration idle, int inFlight) {
    this(read, write, idle, inFlight, Integer.MAX_VALUE);
  }

  /// What a server grants.
  public static TcpLimits of(StreamLimits granted) {
    return new TcpLimits(
        granted.read(), granted.write(), granted.idle(), IN_FLIGHT, granted.queries());
  }

  /// The shortest of the times: nothing can be overdue before it has passed.
  Duration shortest() {
    Duration shorter = read.compareTo(write) < 0 ? read : write;
    return shorter.compareTo(idle) < 0 ? shorter : idle;
  }
}
