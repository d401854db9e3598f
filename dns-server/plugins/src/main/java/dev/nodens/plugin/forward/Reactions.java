package dev.nodens.plugin.forward;

import dev.nodens.core.Exchange;
import dev.nodens.core.Outcome;
import dev.nodens.core.Transport;
import dev.nodens.plugin.forward.ForwardConfig.Policy;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Rcode;
import java.util.List;

/// What happens after a reply, or without one.
///
/// Upstreams of the policies `random` and `round_robin` are equals: whichever answers is fine. With
/// `sequential` the order means something, such as an internal server that knows more than the next
/// one, so only what the Corefile says is done. Likewise if it says what follows a SERVFAIL.
final class Reactions {
  private static final int EXTENDED_ERROR = 15;
  private static final int FIRST_OF_VALIDATION = 5;
  private static final int LAST_OF_VALIDATION = 12;

  private final long failover;
  private final long next;
  private final boolean nextOnNodata;
  private final boolean doubtsServfail;
  private final boolean hedges;
  private final boolean completes;

  /// @param hasNextForward whether another `forward` follows in the block; without one, `next` does
  ///   nothing
  Reactions(ForwardConfig.Selection selection, boolean hasNextForward, Resilience resilience) {
    failover = bits(selection.failover());
    next = hasNextForward ? bits(selection.next()) : 0;
    nextOnNodata = hasNextForward && selection.nextOnNodata();
    boolean equals = selection.policy() != Policy.SEQUENTIAL;
    doubtsServfail =
        equals && resilience.servfail() && failover == 0 && !contains(next, Rcode.SERVFAIL);
    hedges = equals && resilience.hedge();
    completes = resilience.truncated();
  }

  /// Whether another upstream is asked as well when one is late.
  boolean asksAnotherWhenLate() {
    return hedges;
  }

  /// Whether another upstream is asked.
  boolean otherUpstream(int rcode) {
    return contains(failover, rcode);
  }

  /// Whether another upstream is asked after the SERVFAIL that the exchange has as its reply. Not
  /// if it says that the data are forged or cannot be validated (RFC 8914 §4.6 to §4.13): an
  /// upstream that does not validate would have an answer.
  boolean doubts(Exchange exchange) {
    if (!doubtsServfail) {
      return false;
    }
    int error = exchange.options().number(EXTENDED_ERROR);
    return error < FIRST_OF_VALIDATION || error > LAST_OF_VALIDATION;
  }

  /// Whether the exchange's reply is cut down to nothing, and the client one without EDNS over UDP.
  /// Such a one may be unable to ask over TCP (musl before 1.2.4); a part of the answer does.
  boolean isWorthATcpQuery(Exchange exchange) {
    byte[] reply = exchange.reply().buffer();
    return completes
        && exchange.transport() == Transport.UDP
        && !exchange.query().hasEdns()
        && (Header.flags(reply) & Header.TC) != 0
        && Octets.u16(reply, Header.ANCOUNT) == 0;
  }

  /// Whether the reply is the client's, or the next `forward` is asked.
  ///
  /// @param empty whether the answer section is
  Outcome toReply(int rcode, boolean empty) {
    boolean goesOn = contains(next, rcode) || nextOnNodata && empty && rcode == 0;
    return goesOn ? Outcome.NEXT : Outcome.ANSWERED;
  }

  /// The same for a reply that the exchange has already.
  Outcome toReply(Exchange exchange) {
    MessageWriter reply = exchange.reply();
    boolean empty = Octets.u16(reply.buffer(), Header.ANCOUNT) == 0;
    return toReply(Header.rcode(reply.flags()), empty);
  }

  private static long bits(List<Integer> rcodes) {
    long bits = 0;
    for (int rcode : rcodes) {
      bits |= 1L << rcode;
    }
    return bits;
  }

  private static boolean contains(long bits, int rcode) {
    return rcode < Long.SIZE && (bits >>> rcode & 1) != 0;
  }
}
