package dev.nodens.core;

/// A link of a chain whose work is a span, which lasts until everything behind it is done, as in
/// CoreDNS's `plugin.NextOrFailure`.
final class TracedHandler implements Handler, Interceptor {
  private final String plugin;
  private final Handler handler;

  TracedHandler(String plugin, Handler handler) {
    this.plugin = plugin;
    this.handler = handler;
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Span around = exchange.span();
    if (around != null) {
      Span span = around.child(plugin);
      exchange.span(span);
      exchange.intercept(this, span, 0);
    }
    return handler.serve(exchange);
  }

  @Override
  public Outcome onOutcome(Exchange exchange, Outcome outcome) {
    if (exchange.interceptorState() instanceof Span span) {
      span.finish();
      exchange.span(span.parent());
    }
    return outcome;
  }
}
