package dev.nodens.sandbox.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The objects of one resource, sorted by key, and the log of their latest changes. Any thread.
public final class Collection {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final NavigableMap<String, Stored> objects = new TreeMap<>();
  private final ArrayDeque<Change> log = new ArrayDeque<>();
  private final int logLimit;
  private long compacted;
  private boolean closed;

  Collection(int logLimit, long revision) {
    this.logLimit = logLimit;
    this.compacted = revision;
  }

  public Optional<Stored> get(String key) {
    lock.lock();
    try {
      return Optional.ofNullable(objects.get(key));
    } finally {
      lock.unlock();
    }
  }

  /// The objects whose key starts with `prefix`, in order of their keys.
  public List<Stored> list(String prefix) {
    lock.lock();
    try {
      return within(objects, prefix);
    } finally {
      lock.unlock();
    }
  }

  private static List<Stored> within(NavigableMap<String, Stored> objects, String prefix) {
    var range = prefix.isEmpty() ? objects : objects.subMap(prefix, prefix + Character.MAX_VALUE);
    return List.copyOf(range.values());
  }

  /// The objects as they were after `revision`; empty when the log does not reach that far back.
  public Optional<List<Stored>> listAt(String prefix, long revision) {
    lock.lock();
    try {
      if (revision < compacted) {
        return Optional.empty();
      }
      var then = new TreeMap<>(objects);
      var newestFirst = log.descendingIterator();
      while (newestFirst.hasNext()) {
        Change change = newestFirst.next();
        if (change.revision() <= revision) {
          break;
        }
        if (change.before() == null) {
          then.remove(change.after().key());
        } else {
          then.put(change.before().key(), change.before());
        }
      }
      return Optional.of(within(then, prefix));
    } finally {
      lock.unlock();
    }
  }

  public int size() {
    lock.lock();
    try {
      return objects.size();
    } finally {
      lock.unlock();
    }
  }

  void append(Change change) {
    lock.lock();
    try {
      if (change.deleted()) {
        objects.remove(change.after().key());
      } else {
        objects.put(change.after().key(), change.after());
      }
      log.addLast(change);
      if (log.size() > logLimit) {
        compacted = log.removeFirst().revision();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Forgets the log up to now: watches and lists from an earlier revision are too old.
  void compact() {
    lock.lock();
    try {
      if (!log.isEmpty()) {
        compacted = log.getLast().revision();
        log.clear();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Wakes all who wait, for good: the collection is gone.
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// The changes after `revision`, waiting up to `patience` for the first one.
  ///
  /// @return empty when the log does not reach back to `revision`; a list without elements when
  ///   nothing happened in time
  /// @throws InterruptedException when the waiting thread is interrupted
  public Optional<List<Change>> after(long revision, Duration patience)
      throws InterruptedException {
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (!closed && left > 0 && revision >= compacted && newest() <= revision) {
        left = changed.awaitNanos(left);
      }
      if (revision < compacted) {
        return Optional.empty();
      }
      var changes = new ArrayList<Change>();
      var newestFirst = log.descendingIterator();
      while (newestFirst.hasNext()) {
        Change change = newestFirst.next();
        if (change.revision() <= revision) {
          break;
        }
        changes.add(change);
      }
      Collections.reverse(changes);
      return Optional.of(changes);
    } finally {
      lock.unlock();
    }
  }

  private long newest() {
    return log.isEmpty() ? 0 : log.getLast().revision();
  }
}
