package dev.nodens.plugin.forward;

import org.jspecify.annotations.Nullable;

/// Queries to use again. One event loop.
final class QueryPool {
  private final int upstreams;
  private @Nullable PendingQuery idle;

  /// @param upstreams number of them
  QueryPool(int upstreams) {
    this.upstreams = upstreams;
  }

  PendingQuery acquire() {
    @Nullable PendingQuery query = idle;
    if (query == null) {
      return new PendingQuery(upstreams);
    }
    idle = query.nextIdle;
    query.nextIdle = null;
    return query;
  }

  void release(PendingQuery query) {
    query.end();
    query.nextIdle = idle;
    idle = query;
  }
}
