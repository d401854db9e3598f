package dev.nodens.plugin.forward;

import dev.nodens.core.Exchange;
import org.jspecify.annotations.Nullable;

/// A query on its way through the upstreams; reused, and linked into the lists it is in. One event
/// loop.
final class PendingQuery {
  /// Indexes of the upstreams in the order in which they are tried.
  final byte[] order;

  int position;
  int passed;
  int connectAttempts;
  int failovers;
  long deadline;
  int upstream;
  int id;
  boolean stream;
  boolean reusedConnection;
  boolean retriedFresh;
  long attemptStart;
  long timeoutAt;
  @Nullable String lastError;
  @Nullable UpstreamSocket socket;

  @Nullable PendingQuery nextInBucket;
  @Nullable PendingQuery earlier;
  @Nullable PendingQuery later;
  @Nullable PendingQuery previousOnSocket;
  @Nullable PendingQuery nextOnSocket;
  @Nullable PendingQuery nextIdle;

  private @Nullable Exchange exchange;

  PendingQuery(int upstreams) {
    order = new byte[upstreams];
    for (int i = 0; i < upstreams; i++) {
      order[i] = (byte) i;
    }
  }

  void begin(Exchange of, long newDeadline) {
    exchange = of;
    deadline = newDeadline;
    position = 0;
    passed = 0;
    connectAttempts = 0;
    failovers = 0;
    stream = false;
    retriedFresh = false;
    lastError = null;
  }

  Exchange exchange() {
    Exchange present = exchange;
    if (present == null) {
      throw new IllegalStateException("the query was given back");
    }
    return present;
  }

  void end() {
    exchange = null;
    lastError = null;
  }
}
