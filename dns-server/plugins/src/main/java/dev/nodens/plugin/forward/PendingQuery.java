package dev.nodens.plugin.forward;

import dev.nodens.core.Exchange;
import dev.nodens.core.Span;
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

  /// Whether the exchange has a reply already, to be sent if no better one comes.
  boolean replied;

  /// The upstream whose SERVFAIL that reply is, or -1.
  int doubted;

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

  /// What `trace` is told of the upstream that is being asked.
  private @Nullable Span span;

  /// Another try of the same exchange that is in flight.
  @Nullable PendingQuery twin;

  /// Whether it is in the lists of [LateQueries], whose are the four fields that follow.
  boolean watched;

  boolean wasLate;
  long lateAt;
  @Nullable PendingQuery watchedBefore;
  @Nullable PendingQuery watchedAfter;

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
    replied = false;
    doubted = -1;
    stream = false;
    retriedFresh = false;
    wasLate = false;
    lastError = null;
  }

  /// Makes this a second try of the exchange of `other`, with what is left of its tries.
  void beginBeside(PendingQuery other) {
    begin(other.exchange(), other.deadline);
    System.arraycopy(other.order, 0, order, 0, order.length);
    position = other.position;
    passed = other.passed;
    connectAttempts = other.connectAttempts;
    failovers = other.failovers;
    stream = other.stream;
    twin = other;
    other.twin = this;
  }

  /// Parts from its twin, if it has one.
  void part() {
    if (twin != null) {
      twin.twin = null;
      twin = null;
    }
  }

  Exchange exchange() {
    Exchange present = exchange;
    if (present == null) {
      throw new IllegalStateException("the query was given back");
    }
    return present;
  }

  /// The upstream at `address` is asked from now on.
  void tries(String address) {
    endSpan();
    Span around = exchange().span();
    if (around != null) {
      span = around.child("connect");
      span.tag("peer.address", address);
    }
  }

  private void endSpan() {
    if (span != null) {
      span.finish();
      span = null;
    }
  }

  void end() {
    endSpan();
    exchange = null;
    lastError = null;
  }
}
