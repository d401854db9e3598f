package dev.nodens.plugin.grpc;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Installation;
import dev.nodens.core.Outcome;
import dev.nodens.core.port.Loop;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.core.server.ZoneTable;
import dev.nodens.upstream.Scope;
import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import java.util.List;

/// Decides which names are sent, and hands them to the calls of the exchange's event loop.
final class GrpcHandler implements Handler {
  private final Scope scope;
  private final ZoneTable<Name> fallthrough;
  private final List<Loop> loops;
  private final LoopCalls[] calls;
  private volatile boolean last;

  GrpcHandler(GrpcConfig config, List<UpstreamTarget> targets, Installation installation) {
    this.scope = new Scope(config.from(), config.except());
    this.fallthrough = Scope.table(config.fallthrough());
    this.loops = installation.platform().loops();
    var metrics = new GrpcMetrics(installation.metrics());
    this.calls =
        loops.stream()
            .map(loop -> new LoopCalls(loop, targets, config.policy(), metrics, this::goesOn))
            .toArray(LoopCalls[]::new);
  }

  /// Whether no plugin follows in the chain.
  void last(boolean isLast) {
    last = isLast;
  }

  @Override
  public Outcome serve(Exchange exchange) {
    return scope.takes(exchange.query())
        ? calls[exchange.loop().index()].call(exchange)
        : Outcome.NEXT;
  }

  /// Whether a query without an answer goes to the next plugin.
  private boolean goesOn(Query query) {
    return !last && fallthrough.find(query) != null;
  }

  /// Gives up connections.
  void retire() {
    for (int i = 0; i < calls.length; i++) {
      loops.get(i).execute(calls[i]::retire);
    }
  }
}
