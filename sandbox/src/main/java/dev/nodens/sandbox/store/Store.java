package dev.nodens.sandbox.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// All collections, under one sequence of revisions. Writes happen one at a time in [#write]; reads
/// need no lock. Any thread.
public final class Store {
  private static final int LOG_LIMIT = 20_000;

  private final ReentrantLock writing = new ReentrantLock();
  private final Condition changed = writing.newCondition();
  private final AtomicLong revision = new AtomicLong(1);
  private final Map<String, Collection> collections = new ConcurrentHashMap<>();

  /// The collection of a resource, such as `apps/daemonsets`, made on first use.
  public Collection collection(String resource) {
    return collections.computeIfAbsent(resource, r -> new Collection(LOG_LIMIT, 0));
  }

  /// The latest revision.
  public long revision() {
    return revision.get();
  }

  /// Runs `decision` while no other write happens: reads inside it see what its own writes build
  /// on.
  public <T> T write(Supplier<T> decision) {
    writing.lock();
    try {
      return decision.get();
    } finally {
      writing.unlock();
    }
  }

  /// Stores the object under the next revision, which becomes its `resourceVersion`. Only inside
  /// [#write].
  public Stored put(Collection collection, String key, ObjectNode tree, @Nullable Stored before) {
    requireWriting();
    long next = revision.get() + 1;
    var stored = new Stored(key, stamp(tree, next), next);
    collection.append(new Change(next, before, stored, false));
    revision.set(next);
    changed.signalAll();
    return stored;
  }

  /// Removes the object. Only inside [#write].
  ///
  /// @return its last state, at the revision of the deletion
  public Stored delete(Collection collection, Stored before, ObjectNode lastState) {
    requireWriting();
    long next = revision.get() + 1;
    var stored = new Stored(before.key(), stamp(lastState, next), next);
    collection.append(new Change(next, before, stored, true));
    revision.set(next);
    changed.signalAll();
    return stored;
  }

  /// Waits until something has changed since `revision`, or `patience` is over.
  ///
  /// @return the latest revision
  /// @throws InterruptedException when the waiting thread is interrupted
  public long awaitChange(long revision, Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    writing.lockInterruptibly();
    try {
      while (this.revision.get() <= revision && left > 0) {
        left = changed.awaitNanos(left);
      }
      return this.revision.get();
    } finally {
      writing.unlock();
    }
  }

  /// Removes a whole collection: its definition is gone. Open watches on it end.
  public void drop(String resource) {
    Collection collection = collections.remove(resource);
    if (collection != null) {
      collection.close();
    }
  }

  /// Forgets all history, as etcd's compaction does.
  public void compact() {
    collections.values().forEach(Collection::compact);
  }

  private static ObjectNode stamp(ObjectNode tree, long revision) {
    ObjectNode stamped = tree.deepCopy();
    Json.ensureObject(stamped, "metadata").put("resourceVersion", Long.toString(revision));
    return stamped;
  }

  private void requireWriting() {
    if (!writing.isHeldByCurrentThread()) {
      throw new IllegalStateException("a store is changed inside write() only");
    }
  }
}
