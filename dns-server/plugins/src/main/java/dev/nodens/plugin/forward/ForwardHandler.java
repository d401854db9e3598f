package dev.nodens.plugin.forward;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.core.port.Loop;
import dev.nodens.core.port.Platform;
import dev.nodens.upstream.Scope;
import dev.nodens.upstream.UpstreamTap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides which names are forwarded, and hands them to the forwarder of the exchange's event loop.
/// Its upstreams can be exchanged for others while it serves: queries end where they began.
final class ForwardHandler implements Handler {
  private final Scope scope;
  private final List<Loop> loops;
  private final ForwardConfig.Stanza config;
  private final ForwardMetrics metrics;
  private final Reactions reactions;
  private final ConcurrencyLimit limit;
  private final @Nullable NodeFamilies families;
  private volatile Generation serving;
  private @Nullable UpstreamTap tap;
  private boolean retired;

  /// The forwarders of all loops to the same upstreams.
  private record Generation(List<Upstream> upstreams, LoopForwarder[] forwarders) {}

  ForwardHandler(
      ForwardConfig.Stanza config,
      List<Upstream> upstreams,
      ForwardMetrics metrics,
      Platform platform,
      Reactions reactions,
      @Nullable NodeFamilies families) {
    this.scope = new Scope(config.from(), config.except());
    this.loops = platform.loops();
    this.config = config;
    this.metrics = metrics;
    this.reactions = reactions;
    this.families = families;
    this.limit = new ConcurrencyLimit(config.selection().maxConcurrent());
    this.serving = generation(upstreams);
  }

  private Generation generation(List<Upstream> upstreams) {
    var forwarders =
        loops.stream()
            .map(loop -> new LoopForwarder(loop, config, upstreams, metrics, limit, reactions, tap))
            .toArray(LoopForwarder[]::new);
    return new Generation(upstreams, forwarders);
  }

  @Override
  public Outcome serve(Exchange exchange) {
    if (!scope.takes(exchange.query())) {
      return Outcome.NEXT;
    }
    if (families != null && families.lacks(exchange)) {
      return NodeFamilies.answer(exchange);
    }
    return serving.forwarders[exchange.loop().index()].forward(exchange);
  }

  /// Has the exchanges with upstreams copied. Before anything is forwarded.
  synchronized void listenIn(UpstreamTap by) {
    tap = by;
    serving = generation(serving.upstreams);
  }

  /// The upstreams that are asked now.
  List<Upstream> upstreams() {
    return serving.upstreams;
  }

  /// Asks `upstreams` from now on, some of which may be those of before. Any thread but the loops'.
  synchronized void replace(List<Upstream> upstreams) {
    if (retired) {
      return;
    }
    Generation before = serving;
    serving = generation(upstreams);
    var gone = new ArrayList<>(before.upstreams);
    gone.removeAll(upstreams);
    retire(before, gone);
  }

  /// Stops probing and gives up connections.
  synchronized void retire() {
    retired = true;
    retire(serving, serving.upstreams);
  }

  private void retire(Generation generation, List<Upstream> gone) {
    gone.forEach(Upstream::retire);
    for (int i = 0; i < generation.forwarders.length; i++) {
      loops.get(i).execute(generation.forwarders[i]::retire);
    }
  }
}
