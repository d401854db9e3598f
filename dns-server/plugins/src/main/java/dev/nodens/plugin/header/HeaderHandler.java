package dev.nodens.plugin.header;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Interceptor;
import dev.nodens.core.Outcome;
import dev.nodens.plugin.header.HeaderConfig.Change;

/// Changes flags; replies that the server makes of a failure keep theirs.
final class HeaderHandler implements Handler, Interceptor {
  private final Change query;
  private final Change response;
  private final boolean changesResponse;

  HeaderHandler(HeaderConfig config) {
    query = config.query();
    response = config.response();
    changesResponse = !response.equals(Change.NONE);
  }

  @Override
  public Outcome serve(Exchange exchange) {
    exchange.query().flags(query.of(exchange.query().flags()));
    if (changesResponse) {
      exchange.intercept(this, null, 0);
    }
    return Outcome.NEXT;
  }

  @Override
  public Outcome onOutcome(Exchange exchange, Outcome outcome) {
    if (outcome == Outcome.ANSWERED) {
      exchange.reply().flags(response.of(exchange.reply().flags()));
    }
    return outcome;
  }
}
