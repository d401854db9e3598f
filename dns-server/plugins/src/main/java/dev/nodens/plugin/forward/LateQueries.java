package dev.nodens.plugin.forward;

import dev.nodens.core.port.Loop;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/// Notices queries that take longer than their upstream usually does. One event loop.
///
/// One list for each upstream, in the order in which its queries were sent. They come due in that
/// order, too, but for a while after the patience with an upstream has shrunk; then they are
/// noticed with the one before.
final class LateQueries {
  private static final long LEAST_TIMER_NANOS = 1_000_000L;

  private final Loop loop;
  private final Standing[] standings;
  private final ObjLongConsumer<PendingQuery> onLate;
  private final @Nullable PendingQuery[] oldest;
  private final @Nullable PendingQuery[] newest;
  private final Runnable onTimer = this::look;
  private Loop.@Nullable Timer timer;
  private long timerAt;

  /// @param onLate is given the query and the time
  LateQueries(Loop loop, Standing[] standings, ObjLongConsumer<PendingQuery> onLate) {
    this.loop = loop;
    this.standings = standings;
    this.onLate = onLate;
    this.oldest = new PendingQuery[standings.length];
    this.newest = new PendingQuery[standings.length];
  }

  /// `query` was sent just now.
  void watch(PendingQuery query, long now) {
    int upstream = query.upstream;
    @Nullable PendingQuery before = newest[upstream];
    long due = now + standings[upstream].patience();
    query.lateAt = before == null || before.lateAt - due < 0 ? due : before.lateAt;
    query.wasLate = false;
    query.watched = true;
    query.watchedBefore = before;
    query.watchedAfter = null;
    if (before == null) {
      oldest[upstream] = query;
    } else {
      before.watchedAfter = query;
    }
    newest[upstream] = query;
    arm(query.lateAt, now);
  }

  /// `query` waits no more.
  void forget(PendingQuery query) {
    if (!query.watched) {
      return;
    }
    query.watched = false;
    @Nullable PendingQuery before = query.watchedBefore;
    @Nullable PendingQuery after = query.watchedAfter;
    if (before == null) {
      oldest[query.upstream] = after;
    } else {
      before.watchedAfter = after;
    }
    if (after == null) {
      newest[query.upstream] = before;
    } else {
      after.watchedBefore = before;
    }
    query.watchedBefore = null;
    query.watchedAfter = null;
  }

  private void look() {
    timer = null;
    long now = loop.nanoTime();
    for (int i = 0; i < oldest.length; i++) {
      @Nullable PendingQuery query = oldest[i];
      while (query != null && query.lateAt - now <= 0) {
        forget(query);
        query.wasLate = true;
        onLate.accept(query, now);
        query = oldest[i];
      }
      if (query != null) {
        arm(query.lateAt, now);
      }
    }
  }

  private void arm(long at, long now) {
    if (timer != null) {
      if (at - timerAt >= 0) {
        return;
      }
      timer.cancel();
    }
    timerAt = at;
    timer = loop.schedule(onTimer, Math.max(LEAST_TIMER_NANOS, at - now));
  }
}
