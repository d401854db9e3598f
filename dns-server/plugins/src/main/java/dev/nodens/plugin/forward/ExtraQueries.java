package dev.nodens.plugin.forward;

import dev.nodens.core.port.Loop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Bounds and counts the queries that are sent beyond one for each exchange, and draws the
/// conclusions about the upstreams that made them necessary. One event loop.
final class ExtraQueries {
  private static final Logger LOG = LoggerFactory.getLogger("plugin/forward");
  private static final int QUERIES_PER_HEDGE = 20;
  private static final int HEDGES_AT_ONCE = 10;
  private static final int QUERIES_PER_SECOND_OPINION = 10;
  private static final int SECOND_OPINIONS_AT_ONCE = 20;

  private final Loop loop;
  private final Upstream[] upstreams;
  private final Standing[] standings;
  private final Budget hedges = new Budget(QUERIES_PER_HEDGE, HEDGES_AT_ONCE);
  private final Budget secondOpinions =
      new Budget(QUERIES_PER_SECOND_OPINION, SECOND_OPINIONS_AT_ONCE);

  ExtraQueries(Loop loop, Upstream[] upstreams, Standing[] standings) {
    this.loop = loop;
    this.upstreams = upstreams;
    this.standings = standings;
  }

  /// An exchange begins.
  void earn() {
    hedges.earn();
    secondOpinions.earn();
  }

  /// Whether another upstream may be asked because `upstream` is late.
  boolean payForHedge(int upstream) {
    return hedges.spend() && count(upstream, Upstream.Extra.LATE);
  }

  /// Whether another upstream may be asked because `upstream` said SERVFAIL.
  boolean payForSecondOpinion(int upstream) {
    return secondOpinions.spend() && count(upstream, Upstream.Extra.SERVFAIL);
  }

  /// Counts an extra query that `upstream` is the cause of.
  ///
  /// @return true
  boolean count(int upstream, Upstream.Extra cause) {
    upstreams[upstream].extra(cause).increment(loop.index());
    return true;
  }

  /// A query to `upstream` takes longer than usual.
  void late(int upstream, long now) {
    if (standings[upstream].late(now)) {
      upstreams[upstream].reportPoor(LOG, "is silent", now);
    }
  }

  /// `query` was answered; if another upstream had said SERVFAIL, that one was wrong.
  void compare(PendingQuery query, boolean answer, long now) {
    int doubted = query.doubted;
    if (answer && doubted >= 0 && standings[doubted].contradicted(now)) {
      upstreams[doubted].reportPoor(LOG, "answers SERVFAIL where others have an answer", now);
    }
  }
}
