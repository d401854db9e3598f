package dev.nodens.core;

import dev.nodens.wire.Rcode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way of one exchange through its chain, and back through the interceptors that were
/// registered. Reused together with its exchange.
final class ChainWalk {
  private static final Logger LOG = LoggerFactory.getLogger(ChainWalk.class);
  private static final int USUAL_INTERCEPTORS = 32;

  private final Exchange exchange;
  private Interceptor[] interceptors = new Interceptor[USUAL_INTERCEPTORS];
  private @Nullable Object[] states = new Object[USUAL_INTERCEPTORS];
  private long[] bits = new long[USUAL_INTERCEPTORS];

  private @Nullable Chain chain;
  private @Nullable Span span;
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
    span = null;
    position = 0;
  }

  /// The span in which the walk is now.
  @Nullable Span span() {
    return span;
  }

  /// From here on handlers make spans of their work that are parts of `now`.
  void span(@Nullable Span now) {
    span = now;
    if (now != null && chain != null) {
      chain = chain.traced();
    }
  }

  /// Stands before the first handler of `links`.
  void enter(Chain links) {
    chain = span == null ? links : links.traced();
    position = 0;
  }

  /// Stands where `other` stands, without its interceptors.
  void enterBehind(ChainWalk other) {
    chain = other.chain;
    span = other.span;
    position = other.position;
  }

  void intercept(Interceptor interceptor, @Nullable Object state, long number) {
    if (count == interceptors.length) {
      interceptors = Arrays.copyOf(interceptors, 2 * count);
      states = Arrays.copyOf(states, 2 * count);
      bits = Arrays.copyOf(bits, 2 * count);
    }
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
    Outcome outcome = Outcome.NEXT;
    while (outcome == Outcome.NEXT) {
      // A handler may have begun to trace the query, and with it changed the chain.
      Chain links = chain;
      if (links == null) {
        throw new IllegalStateException("the exchange is in no chain");
      }
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
