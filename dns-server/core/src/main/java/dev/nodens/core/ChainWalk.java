package dev.nodens.core;

import dev.nodens.wire.Rcode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way of one exchange through its chain, and back through the interceptors that were
/// registered. Reused together with its exchange.
final class ChainWalk {
  private static final Logger LOG = LoggerFactory.getLogger(ChainWalk.class);
  private static final int MOST_INTERCEPTORS = 32;

  private final Exchange exchange;
  private final Interceptor[] interceptors = new Interceptor[MOST_INTERCEPTORS];
  private final @Nullable Object[] states = new Object[MOST_INTERCEPTORS];
  private final long[] bits = new long[MOST_INTERCEPTORS];

  private @Nullable Chain chain;
  private int position;
  private int count;
  private int current;

  ChainWalk(Exchange exchange) {
    this.exchange = exchange;
  }

  /// Forgets the last walk.
  void clear() {
    for (int i = 0; i < count; i++) {
      states[i] = null;
    }
    count = 0;
    chain = null;
    position = 0;
  }

  /// Stands before the first handler of `links`.
  void enter(Chain links) {
    chain = links;
    position = 0;
  }

  /// Stands where `other` stands, without its interceptors.
  void enterBehind(ChainWalk other) {
    chain = other.chain;
    position = other.position;
  }

  void intercept(Interceptor interceptor, @Nullable Object state, long number) {
    interceptors[count] = interceptor;
    states[count] = state;
    bits[count++] = number;
  }

  /// What the interceptor now running registered with.
  @Nullable Object state() {
    return states[current];
  }

  /// The number that the interceptor now running registered with.
  long bits() {
    return bits[current];
  }

  /// Runs handlers until one has an outcome, then goes back.
  void run() {
    Chain links = chain;
    if (links == null) {
      throw new IllegalStateException("the exchange is in no chain");
    }
    Outcome outcome = Outcome.NEXT;
    while (outcome == Outcome.NEXT) {
      if (position == links.length()) {
        String last = position == 0 ? "" : links.plugin(position - 1);
        outcome = exchange.fail(Rcode.SERVFAIL, last, "plugin/" + last + ": no next plugin found");
      } else {
        outcome = callHandler(links, position++);
      }
    }
    if (outcome != Outcome.PARKED) {
      unwind(outcome);
    }
  }

  private Outcome callHandler(Chain links, int index) {
    try {
      return links.handler(index).serve(exchange);
    } catch (RuntimeException e) {
      return panic(links.plugin(index), e);
    }
  }

  /// Goes back through the interceptors that are left.
  void unwind(Outcome reached) {
    Outcome outcome = reached;
    while (count > 0) {
      current = --count;
      outcome = callInterceptor(outcome);
      if (outcome == Outcome.PARKED) {
        return;
      }
      states[current] = null;
    }
    exchange.complete(outcome);
  }

  private Outcome callInterceptor(Outcome outcome) {
    try {
      return interceptors[current].onOutcome(exchange, outcome);
    } catch (RuntimeException e) {
      return panic("", e);
    }
  }

  private Outcome panic(String plugin, RuntimeException e) {
    exchange.server().panicked(exchange.loop());
    LOG.error(
        "plugin/{}: {} {}", plugin, exchange.query().qnameText(), exchange.query().qtype(), e);
    return exchange.fail(Rcode.SERVFAIL, plugin, e.toString());
  }
}
