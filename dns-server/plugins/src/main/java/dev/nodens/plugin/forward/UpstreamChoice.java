package dev.nodens.plugin.forward;

import dev.nodens.core.port.Loop;

/// Which upstream of a `forward` a query asks, and which after it: as the policy says, but those
/// that are down are passed over and those in poor standing come last. One event loop.
final class UpstreamChoice {
  private final Loop loop;
  private final Upstream[] upstreams;
  private final Standing[] standings;
  private final ForwardMetrics metrics;
  private final UpstreamOrder order;
  private final boolean failfast;
  private final Randomness random;

  /// @param standings by upstream
  UpstreamChoice(
      Loop loop,
      Upstream[] upstreams,
      Standing[] standings,
      ForwardConfig.Selection selection,
      ForwardMetrics metrics,
      Randomness random) {
    this.loop = loop;
    this.upstreams = upstreams;
    this.standings = standings;
    this.metrics = metrics;
    this.order = new UpstreamOrder(selection.policy());
    this.failfast = selection.failfast();
    this.random = random;
  }

  /// Puts the upstreams into the order in which `query` tries them.
  void arrange(PendingQuery query, long now) {
    order.arrange(query.order, random);
    int last = upstreams.length;
    for (int i = 0; i < last; ) {
      byte upstream = query.order[i];
      if (standings[upstream].isPoor(now)) {
        System.arraycopy(query.order, i + 1, query.order, i, upstreams.length - i - 1);
        query.order[upstreams.length - 1] = upstream;
        last--;
      } else {
        i++;
      }
    }
  }

  /// The index of the next upstream that is not down; any one if all are; -1 to give up.
  int next(PendingQuery query) {
    while (true) {
      if (query.position == upstreams.length) {
        query.position = 0;
        query.passed = 0;
      }
      int upstream = query.order[query.position++];
      if (!upstreams[upstream].down()) {
        return upstream;
      }
      if (++query.passed == upstreams.length) {
        metrics.allDown().increment(loop.index());
        return failfast ? -1 : random.below(upstreams.length);
      }
    }
  }

  /// The index of another upstream than the one that `query` asks now, neither down nor in poor
  /// standing; -1 if there is none.
  int another(PendingQuery query, long now) {
    for (int i = 0; i < upstreams.length; i++) {
      int upstream = query.order[(query.position + i) % upstreams.length];
      if (upstream != query.upstream
          && !upstreams[upstream].down()
          && !standings[upstream].isPoor(now)) {
        return upstream;
      }
    }
    return -1;
  }
}
