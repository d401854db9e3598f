package dev.nodens.plugin.kubernetes;

import dev.nodens.plugin.kubernetes.table.ClusterTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the snapshot of one table: reads it at the start, writes it once the table is complete and
/// each minute after a change.
final class SnapshotKeeper implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotKeeper.class);
  private static final Duration PERIOD = Duration.ofMinutes(1);
  private static final long LOOK_MILLIS = 200;

  private final Path file;
  private final String scope;
  private final ClusterTable table;
  private final BooleanSupplier complete;
  private final InstantSource clock;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private long writtenFor = -1;

  /// @param scope what the rows depend on besides the cluster
  /// @param complete whether the API server has told all
  SnapshotKeeper(
      Path file, String scope, ClusterTable table, BooleanSupplier complete, InstantSource clock) {
    this.file = file;
    this.complete = complete;
    this.scope = scope;
    this.table = table;
    this.clock = clock;
  }

  /// Fills the table, which is not complete by that: names that it lacks may exist.
  void restore() {
    if (!Files.exists(file)) {
      return;
    }
    try {
      ClusterSnapshot snapshot = ClusterSnapshot.read(file, scope);
      int now = (int) clock.instant().getEpochSecond();
      snapshot.rows().forEach(row -> table.restore(row, now));
      LOG.info(
          "plugin/kubernetes: {} objects of {} stand in until the API server has told all",
          snapshot.rows().size(),
          snapshot.taken());
    } catch (IOException e) {
      LOG.warn("plugin/kubernetes: snapshot not used: {}", e.toString());
    }
  }

  @Override
  public void run() {
    try {
      while (!complete.getAsBoolean() && !stopped.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        // The first list is still on its way.
      }
      boolean over = stopped.getCount() == 0;
      while (!over) {
        write();
        over = stopped.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    long state = table.changes();
    if (state == writtenFor) {
      return;
    }
    try {
      new ClusterSnapshot(clock.instant(), table.rows()).write(file, scope);
      writtenFor = state;
    } catch (IOException e) {
      LOG.warn("plugin/kubernetes: snapshot not written: {}", e.toString());
    }
  }

  void stop() {
    stopped.countDown();
  }
}
