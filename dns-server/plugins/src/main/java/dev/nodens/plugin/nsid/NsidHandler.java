package dev.nodens.plugin.nsid;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Interceptor;
import dev.nodens.core.Outcome;

/// Adds the NSID option to replies to queries that have one (RFC 5001 §2).
final class NsidHandler implements Handler, Interceptor {
  private static final int NSID = 3;

  private final byte[] data;

  NsidHandler(byte[] data) {
    this.data = data;
  }

  @Override
  public Outcome serve(Exchange exchange) {
    if (exchange.query().hasEdns() && exchange.query().option(NSID) >= 0) {
      exchange.intercept(this, null, 0);
    }
    return Outcome.NEXT;
  }

  @Override
  public Outcome onOutcome(Exchange exchange, Outcome outcome) {
    if (outcome == Outcome.ANSWERED) {
      exchange.options().put(NSID, data);
    }
    return outcome;
  }
}
