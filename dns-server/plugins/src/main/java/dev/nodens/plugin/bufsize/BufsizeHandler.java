package dev.nodens.plugin.bufsize;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;

/// Clamps the advertised size, for the reply and for the upstream that the query may go to.
final class BufsizeHandler implements Handler {
  private final int size;

  BufsizeHandler(int size) {
    this.size = size;
  }

  @Override
  public Outcome serve(Exchange exchange) {
    if (exchange.options().size() > size) {
      exchange.options().size(size);
      exchange.query().limitUdpSize(size);
    }
    return Outcome.NEXT;
  }
}
