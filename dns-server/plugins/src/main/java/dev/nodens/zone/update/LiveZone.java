package dev.nodens.zone.update;

import dev.nodens.wire.Name;
import dev.nodens.wire.Rcode;
import dev.nodens.zone.ZoneException;
import dev.nodens.zone.ZoneSlot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A zone that clients change while it is served. Requests are carried out one after the other, in
/// the order in which they came; each wholly or not at all, and on the disk before its answer.
public final class LiveZone {
  private static final Logger LOG = LoggerFactory.getLogger(LiveZone.class);
  private static final int MOST_WAITING = 1024;

  private final ZoneSlot slot;
  private final @Nullable ZoneDatabase database;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private volatile Content content;
  private boolean busy;

  private LiveZone(Name origin, @Nullable ZoneDatabase database, Content content) {
    this.slot = new ZoneSlot(origin);
    this.database = database;
    this.content = content;
    slot.use(content.zone());
  }

  /// The zone of `seed`, which lives as long as the process.
  ///
  /// @throws ZoneException if there is no such zone
  public static LiveZone inMemory(Name origin, Path seed, Limits limits) throws ZoneException {
    return new LiveZone(origin, null, ZoneSource.read(seed, origin, limits));
  }

  /// The zone that `file` keeps; that of `seed` if there is no such file yet. Writes nothing.
  ///
  /// @throws ZoneException if there is no such zone
  public static LiveZone kept(Name origin, Path seed, Path file, Limits limits)
      throws ZoneException {
    var database = new ZoneDatabase(file, origin);
    if (isSame(file, seed)) {
      throw new ZoneException("database and seed must be different files");
    }
    Content content =
        database.exists() ? database.read(limits) : ZoneSource.read(seed, origin, limits);
    return new LiveZone(origin, database, content);
  }

  private static boolean isSame(Path file, Path seed) throws ZoneException {
    try {
      return Files.exists(file) && Files.exists(seed) && Files.isSameFile(file, seed);
    } catch (IOException e) {
      throw new ZoneException("comparing " + file + " with " + seed + ": " + e.getMessage(), e);
    }
  }

  /// Where the zone is served from.
  public ZoneSlot slot() {
    return slot;
  }

  // ---- one after the other

  /// Runs `task` after all that were given before. Any thread; does not block.
  ///
  /// @return false if too many wait already: `task` will not run
  public boolean execute(Runnable task, Executor background) {
    synchronized (waiting) {
      if (waiting.size() >= MOST_WAITING) {
        return false;
      }
      waiting.add(task);
      if (busy) {
        return true;
      }
      busy = true;
    }
    background.execute(this::work);
    return true;
  }

  private void work() {
    while (true) {
      Runnable task;
      synchronized (waiting) {
        task = waiting.poll();
        if (task == null) {
          busy = false;
          return;
        }
      }
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("plugin/dynupdate: {}", e.toString(), e);
      }
    }
  }

  /// Whether no other task waits.
  public boolean isIdle() {
    synchronized (waiting) {
      return waiting.isEmpty();
    }
  }

  // ---- what tasks call

  /// What became of a request.
  ///
  /// @param rcode of the reply
  /// @param changed whether the zone is another one now
  public record Result(int rcode, boolean changed) {}

  /// Writes the zone for the first time, if it is not on the disk yet. Blocks; within a task.
  public void keep() {
    if (database != null && !database.exists()) {
      try {
        database.write(content);
      } catch (IOException e) {
        LOG.error("plugin/dynupdate: database of {}: {}", slot.origin(), e.toString());
      }
    }
  }

  /// Whether the zone fits `limits`, which may be others than when it was read. Within a task, or
  /// before the first one.
  ///
  /// @return what does not fit, or null
  public @Nullable String excess(Limits limits) {
    return content.excess(limits);
  }

  /// Carries out a request (RFC 2136 §3). Blocks; within a task.
  ///
  /// @param allowed whether its sender may make a change
  public Result apply(UpdateRequest request, Predicate<Entry> allowed, Limits limits) {
    try {
      return applied(request, allowed, limits);
    } catch (IOException | ZoneException | RuntimeException e) {
      return failed(slot.origin(), e);
    }
  }

  private static Result failed(Name origin, Exception e) {
    LOG.error("plugin/dynupdate: UPDATE for {} failed: {}", origin, e.toString());
    return new Result(Rcode.SERVFAIL, false);
  }

  private Result applied(UpdateRequest request, Predicate<Entry> allowed, Limits limits)
      throws IOException, ZoneException {
    if (database != null && database.isForeign()) {
      publish(database.read(limits));
    }
    int rcode = Prerequisites.check(content, request.prerequisites());
    if (rcode == Rcode.NOERROR && !request.changes().stream().allMatch(allowed)) {
      rcode = Rcode.REFUSED;
    }
    if (rcode == Rcode.NOERROR) {
      rcode = Changes.check(slot.origin(), request.changes());
    }
    if (rcode != Rcode.NOERROR) {
      return new Result(rcode, false);
    }
    var changes = new Changes(content);
    request.changes().forEach(changes::make);
    if (!changes.changed()) {
      return new Result(Rcode.NOERROR, false);
    }
    Content next = changes.content();
    String excess = next.excess(limits);
    if (excess != null) {
      LOG.error("plugin/dynupdate: UPDATE for {} failed: {}", slot.origin(), excess);
      return new Result(Rcode.REFUSED, false);
    }
    if (database != null) {
      database.write(next);
    }
    publish(next);
    return new Result(Rcode.NOERROR, true);
  }

  private void publish(Content next) {
    content = next;
    slot.use(next.zone());
  }
}
