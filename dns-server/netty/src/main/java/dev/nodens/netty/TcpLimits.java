package dev.nodens.netty;

import java.time.Duration;

/// How long a TCP connection may keep the server waiting, and how much it may ask at once.
///
/// @param read time for the first query, and for the rest of a query once it has begun
/// @param write time in which a client has to take a reply
/// @param idle time between two queries
/// @param inFlight queries that may be unanswered; reading pauses at this number
public record TcpLimits(Duration read, Duration write, Duration idle, int inFlight) {
  /// CoreDNS's times.
  public static final TcpLimits DEFAULT =
      new TcpLimits(Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(10), 128);

  /// The shortest of the times: nothing can be overdue before it has passed.
  Duration shortest() {
    Duration shorter = read.compareTo(write) < 0 ? read : write;
    return shorter.compareTo(idle) < 0 ? shorter : idle;
  }
}
