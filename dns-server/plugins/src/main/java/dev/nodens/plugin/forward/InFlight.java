package dev.nodens.plugin.forward;

import org.jspecify.annotations.Nullable;

/// The queries that wait for a reply on one event loop: by message id, and in the order in which
/// they time out, which is the order in which they were sent because all wait equally long.
final class InFlight {
  /// Half of all ids: finding a free one stays cheap, and guessing one hard.
  static final int MOST = 1 << 15;

  private @Nullable PendingQuery[] buckets = new PendingQuery[64];
  private int size;
  private @Nullable PendingQuery oldest;
  private @Nullable PendingQuery newest;

  boolean isFull() {
    return size >= MOST;
  }

  int size() {
    return size;
  }

  /// An id that no query in flight has. Must not be called when full.
  int freeId(Randomness random) {
    int id = random.u16();
    while (find(id) != null) {
      id = random.u16();
    }
    return id;
  }

  /// The query with this id, or null.
  @Nullable PendingQuery find(int id) {
    @Nullable PendingQuery query = buckets[id & buckets.length - 1];
    while (query != null && query.id != id) {
      query = query.nextInBucket;
    }
    return query;
  }

  /// The query that times out first, or null.
  @Nullable PendingQuery oldest() {
    return oldest;
  }

  void add(PendingQuery query) {
    if (size == buckets.length) {
      grow();
    }
    size++;
    link(query);
    query.earlier = newest;
    query.later = null;
    if (newest == null) {
      oldest = query;
    } else {
      newest.later = query;
    }
    newest = query;
  }

  void remove(PendingQuery query) {
    size--;
    unlink(query);
    if (query.earlier == null) {
      oldest = query.later;
    } else {
      query.earlier.later = query.later;
    }
    if (query.later == null) {
      newest = query.earlier;
    } else {
      query.later.earlier = query.earlier;
    }
    query.earlier = null;
    query.later = null;
  }

  private void link(PendingQuery query) {
    int bucket = query.id & buckets.length - 1;
    query.nextInBucket = buckets[bucket];
    buckets[bucket] = query;
  }

  private void unlink(PendingQuery query) {
    int bucket = query.id & buckets.length - 1;
    @Nullable PendingQuery before = buckets[bucket];
    if (before == query) {
      buckets[bucket] = query.nextInBucket;
    } else {
      while (before != null && before.nextInBucket != query) {
        before = before.nextInBucket;
      }
      if (before != null) {
        before.nextInBucket = query.nextInBucket;
      }
    }
    query.nextInBucket = null;
  }

  private void grow() {
    @Nullable PendingQuery[] old = buckets;
    buckets = new PendingQuery[old.length * 2];
    for (@Nullable PendingQuery head : old) {
      @Nullable PendingQuery query = head;
      while (query != null) {
        @Nullable PendingQuery next = query.nextInBucket;
        link(query);
        query = next;
      }
    }
  }
}
