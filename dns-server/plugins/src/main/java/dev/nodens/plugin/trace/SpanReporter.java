package dev.nodens.plugin.trace;

import dev.nodens.core.metrics.Counter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes finished spans from event loops and sends them in batches, on a thread of its own. Spans
/// for which there is no room are lost: the oldest first.
final class SpanReporter implements Consumer<RecordedSpan> {
  private static final Logger LOG = LoggerFactory.getLogger(SpanReporter.class);
  private static final long LOOK_NANOS = 100_000_000L;
  private static final long LEAST_INTERVAL = 1_000_000L;
  private static final long COMPLAINT_PAUSE = 60_000_000_000L;

  private final SpanFormat format;
  private final Destination destination;
  private final LinkedBlockingQueue<RecordedSpan> fresh;
  private final Deque<RecordedSpan> batch = new ArrayDeque<>();
  private final int backlog;
  private final int size;
  private final long interval;
  private final Counter lost;
  private volatile boolean stopping;
  private boolean failing;
  private boolean complained;
  private long complainedAt;
  private long unsaid;

  /// Who takes batches.
  @FunctionalInterface
  interface Destination {
    /// Sends `body`; blocks.
    ///
    /// @return the HTTP status
    /// @throws IOException if nobody took it
    int send(String body) throws IOException;
  }

  SpanReporter(SpanFormat format, Destination destination, TraceConfig config, Counter lost) {
    this.format = format;
    this.destination = destination;
    this.backlog = Math.max(1, config.batching().backlog());
    this.size = config.batching().size();
    this.interval = Math.max(LEAST_INTERVAL, config.batching().interval().toNanos());
    this.fresh = new LinkedBlockingQueue<>(backlog);
    this.lost = lost;
  }

  /// From an event loop: never waits.
  @Override
  public void accept(RecordedSpan span) {
    while (!fresh.offer(span)) {
      if (fresh.poll() != null) {
        lost.addShared(1);
      }
    }
  }

  /// Sends until [#stop], and what is left then.
  void run() {
    long sendAt = System.nanoTime() + interval;
    try {
      while (!stopping) {
        long left = sendAt - System.nanoTime();
        RecordedSpan span = fresh.poll(Math.clamp(left, 0, LOOK_NANOS), TimeUnit.NANOSECONDS);
        if (span != null) {
          add(span);
        }
        // What nobody took is not offered again with each new span.
        boolean full = batch.size() >= size && !failing && span != null;
        if (full || System.nanoTime() - sendAt >= 0) {
          send();
          sendAt = System.nanoTime() + interval;
        }
      }
      for (RecordedSpan span = fresh.poll(); span != null; span = fresh.poll()) {
        add(span);
      }
      send();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends the thread soon.
  void stop() {
    stopping = true;
  }

  private void add(RecordedSpan span) {
    batch.addLast(span);
    if (batch.size() > backlog) {
      batch.removeFirst();
      lost.addShared(1);
    }
  }

  private void send() {
    if (batch.isEmpty()) {
      return;
    }
    try {
      int status = destination.send(format.encode(batch));
      failing = false;
      if (status < 200 || status > 299) {
        lost.addShared(batch.size());
        complain("failed the request with status code " + status);
      }
      batch.clear();
    } catch (IOException e) {
      failing = true;
      complain("failed to send the request: " + e);
    }
  }

  /// Once a minute at most.
  private void complain(String what) {
    long now = System.nanoTime();
    if (complained && now - complainedAt < COMPLAINT_PAUSE) {
      unsaid++;
      return;
    }
    LOG.warn(
        "plugin/trace: {}; {} more failures before it, {} spans lost so far",
        what,
        unsaid,
        lost.value());
    complained = true;
    complainedAt = now;
    unsaid = 0;
  }
}
