package dev.nodens.plugin.shed;

import dev.nodens.core.Exchange;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.core.server.RefusalObserver;

/// Counts replies that the kernel did not take.
final class LostReplies implements RefusalObserver {
  static final String REASON = "response";

  private final Family<Counter> dropped;

  LostReplies(Family<Counter> dropped) {
    this.dropped = dropped;
  }

  @Override
  public void refused(Exchange exchange, int rcode) {}

  @Override
  public void lost(String server, int loop, int replies) {
    dropped.with(server, REASON).add(loop, replies);
  }
}
