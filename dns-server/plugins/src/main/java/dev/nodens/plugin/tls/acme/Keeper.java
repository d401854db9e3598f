package dev.nodens.plugin.tls.acme;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Looks after the certificates of a configuration, one after the other, until it is replaced.
final class Keeper implements Runnable {
  private final List<Renewal> renewals;
  private final InstantSource clock;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile @Nullable Thread thread;

  /// @param renewals may grow until [#load]
  Keeper(List<Renewal> renewals, InstantSource clock) {
    this.renewals = renewals;
    this.clock = clock;
  }

  /// Shows what is stored, before the servers listen. Blocks.
  void load() {
    renewals.forEach(Renewal::load);
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    try {
      Duration pause = Duration.ZERO;
      while (!stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        pause = look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Does what is due, and says how long there is nothing to do then. Blocks.
  Duration look() throws InterruptedException {
    Instant next = Instant.MAX;
    for (Renewal renewal : renewals) {
      Instant now = clock.instant();
      if (!now.isBefore(renewal.next())) {
        look(renewal, now);
      }
      next = renewal.next().isBefore(next) ? renewal.next() : next;
    }
    Duration pause = Duration.between(clock.instant(), next);
    return pause.isNegative() ? Duration.ZERO : pause;
  }

  private void look(Renewal renewal, Instant now) throws InterruptedException {
    try {
      renewal.look(now);
    } catch (IOException e) {
      // An order in flight ends like this when the configuration does.
      if (stopped.getCount() > 0) {
        renewal.failed(e, clock.instant());
      } else {
        throw new InterruptedException("replaced");
      }
    }
  }

  /// Ends what is in flight, too. Any thread.
  void stop() {
    stopped.countDown();
    @Nullable Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }
}
