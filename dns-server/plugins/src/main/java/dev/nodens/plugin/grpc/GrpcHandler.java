package dev.nodens.plugin.grpc;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Installation;
import dev.nodens.core.Outcome;
import dev.nodens.core.port.Loop;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.core.server.ZoneTable;
import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;

/// Decides which names are sent, and hands them to the calls of the exchange's event loop.
final class GrpcHandler implements Handler {
  private final Name from;
  private final ZoneTable<Name> except;
  private final ZoneTable<Name> fallthrough;
  private final List<Loop> loops;
  private final LoopCalls[] calls;
  private volatile boolean last;

  GrpcHandler(GrpcConfig config, List<UpstreamTarget> targets, Installation installation) {
    this.from = config.from();
    this.except = table(config.except());
    this.fallthrough = table(config.fallthrough());
    this.loops = installation.platform().loops();
    var metrics = new GrpcMetrics(installation.metrics());
    this.calls =
        loops.stream()
            .map(loop -> new LoopCalls(loop, targets, config.policy(), metrics, this::goesOn))
            .toArray(LoopCalls[]::new);
  }

  private static ZoneTable<Name> table(List<Name> names) {
    var table = new LinkedHashMap<Name, Name>();
    names.forEach(name -> table.put(name, name));
    return ZoneTable.of(table);
  }

  /// Whether no plugin follows in the chain.
  void last(boolean isLast) {
    last = isLast;
  }

  @Override
  public Outcome serve(Exchange exchange) {
    return takes(exchange.query()) ? calls[exchange.loop().index()].call(exchange) : Outcome.NEXT;
  }

  /// At or below `from`, and not at or below an exception; `from` itself is never excepted.
  private boolean takes(Query query) {
    int above = query.labelCount() - from.labels();
    if (above < 0) {
      return false;
    }
    int at = query.label(above);
    byte[] zone = from.lower();
    int length = query.qnameLength() - at;
    return length == zone.length
        && Arrays.equals(query.qname(), at, at + length, zone, 0, length)
        && (above == 0 || except.find(query) == null);
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
