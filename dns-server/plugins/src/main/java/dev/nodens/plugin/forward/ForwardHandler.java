package dev.nodens.plugin.forward;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.core.port.Loop;
import dev.nodens.core.port.Platform;
import dev.nodens.core.server.ZoneTable;
import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;

/// Decides which names are forwarded, and hands them to the forwarder of the exchange's event loop.
final class ForwardHandler implements Handler {
  private final Name from;
  private final ZoneTable<Name> except;
  private final boolean everything;
  private final List<Upstream> upstreams;
  private final List<Loop> loops;
  private final LoopForwarder[] forwarders;

  ForwardHandler(
      ForwardConfig.Stanza config,
      List<Upstream> upstreams,
      ForwardMetrics metrics,
      Platform platform,
      boolean hasNextForward) {
    this.from = config.from();
    var exceptions = new LinkedHashMap<Name, Name>();
    config.except().forEach(name -> exceptions.put(name, name));
    this.except = ZoneTable.of(exceptions);
    this.everything = exceptions.isEmpty() && from.equals(Name.ROOT);
    this.upstreams = upstreams;
    this.loops = platform.loops();
    var limit = new ConcurrencyLimit(config.selection().maxConcurrent());
    this.forwarders =
        loops.stream()
            .map(loop -> new LoopForwarder(loop, config, upstreams, metrics, limit, hasNextForward))
            .toArray(LoopForwarder[]::new);
  }

  @Override
  public Outcome serve(Exchange exchange) {
    return everything || takes(exchange.query())
        ? forwarders[exchange.loop().index()].forward(exchange)
        : Outcome.NEXT;
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

  /// Stops probing and gives up connections.
  void retire() {
    upstreams.forEach(Upstream::retire);
    for (int i = 0; i < forwarders.length; i++) {
      loops.get(i).execute(forwarders[i]::retire);
    }
  }
}
