package dev.nodens.plugin.trace;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Interceptor;
import dev.nodens.core.Outcome;
import dev.nodens.corefile.IpLiteral;
import dev.nodens.plugin.trace.TraceConfig.TracingSystem;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrType;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/// Picks the queries that are traced and says in their first span what they are.
///
/// What the server asks itself for a traced query is part of its trace, and is counted, as in
/// CoreDNS.
final class TraceHandler implements Handler, Interceptor {
  private final TracingSystem type;
  private final long every;
  private final Tracer tracer;
  private final AtomicLong queries = new AtomicLong();

  TraceHandler(TraceConfig config, Tracer tracer) {
    this.type = config.type();
    this.every = config.every();
    this.tracer = tracer;
  }

  @Override
  public Outcome serve(Exchange exchange) {
    if (isPicked() && exchange.span() == null) {
      RecordedSpan span = tracer.begin(exchange);
      exchange.span(span);
      exchange.intercept(this, span, 0);
    }
    return Outcome.NEXT;
  }

  private boolean isPicked() {
    return every != 0 && Long.remainderUnsigned(queries.incrementAndGet(), every) == 0;
  }

  @Override
  public Outcome onOutcome(Exchange exchange, Outcome outcome) {
    if (exchange.interceptorState() instanceof RecordedSpan span) {
      describe(span, exchange, outcome);
      span.finish();
      exchange.span(null);
    }
    return outcome;
  }

  private void describe(RecordedSpan span, Exchange exchange, Outcome outcome) {
    byte[] client = Arrays.copyOf(exchange.clientAddress(), exchange.clientAddressLength());
    span.tag(type.tag("name"), exchange.query().qnameText());
    span.tag(type.tag("type"), RrType.toText(exchange.query().qtype()));
    span.tag(type.tag("proto"), exchange.transport().protocol());
    span.tag(type.tag("remote"), IpLiteral.text(client));
    span.tag(type.tag("rcode"), Rcode.toText(exchange.rcode(outcome)));
    String failure = exchange.failure();
    if (outcome == Outcome.FAILED && failure != null) {
      span.fail(failure);
    }
  }
}
