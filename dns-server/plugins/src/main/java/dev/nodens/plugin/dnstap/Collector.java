package dev.nodens.plugin.dnstap;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends messages to one collector: on a thread of its own, through a queue; flushes every second,
/// says every ten seconds how many messages were lost, and connects again then. A connection that
/// breaks is made again at once.
final class Collector implements Sink {
  /// Messages of which `queue` tells the multiple.
  static final int QUEUE_UNIT = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger("plugin/dnstap");
  private static final long FLUSH_NANOS = 1_000_000_000L;
  private static final long CHECK_NANOS = 10_000_000_000L;

  private final Opener opener;
  private final boolean opensAgain;
  private final Executor background;
  private final BlockingQueue<byte[]> queue;
  private final AtomicLong dropped = new AtomicLong();
  private final LongSupplier nanoTime;
  private volatile boolean stopping;
  private volatile boolean over;
  private volatile @Nullable Connection connection;
  private @Nullable FrameStream stream;

  /// Makes the connection. Blocks.
  @FunctionalInterface
  interface Opener {
    Connection open() throws IOException;
  }

  /// @param opensAgain whether a connection that ended is made again
  /// @param capacity most messages that wait
  Collector(
      Opener opener, boolean opensAgain, int capacity, Executor background, LongSupplier nanoTime) {
    this.opener = opener;
    this.opensAgain = opensAgain;
    this.background = background;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.nanoTime = nanoTime;
  }

  @Override
  public void offer(byte[] message) {
    if (over || !queue.offer(message)) {
      dropped.incrementAndGet();
    }
  }

  @Override
  public void start() {
    background.execute(this::run);
  }

  /// Whether nothing will be sent any more.
  boolean isOver() {
    return over;
  }

  private void run() {
    try {
      connect();
    } catch (IOException e) {
      LOG.error("No connection to dnstap endpoint: {}", e.getMessage());
    }
    long flushAt = nanoTime.getAsLong() + FLUSH_NANOS;
    long checkAt = nanoTime.getAsLong() + CHECK_NANOS;
    try {
      while (!(stopping && queue.isEmpty()) && (opensAgain || stream != null)) {
        byte @Nullable [] message = queue.poll(100, TimeUnit.MILLISECONDS);
        if (message != null) {
          write(message);
        }
        long now = nanoTime.getAsLong();
        if (now - flushAt >= 0) {
          flush();
          flushAt = now + FLUSH_NANOS;
        }
        if (now - checkAt >= 0) {
          check();
          checkAt = now + CHECK_NANOS;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    over = true;
    disconnect();
  }

  private void connect() throws IOException {
    disconnect();
    Connection open = opener.open();
    connection = open;
    try {
      stream = FrameStream.open(open.in(), open.out());
    } catch (IOException e) {
      disconnect();
      throw e;
    }
  }

  private void reconnect() {
    try {
      if (opensAgain && !stopping) {
        connect();
      } else {
        disconnect();
      }
    } catch (IOException e) {
      LOG.debug("No connection to dnstap endpoint: {}", e.getMessage());
    }
  }

  private void write(byte[] message) {
    @Nullable FrameStream open = stream;
    try {
      if (open == null) {
        dropped.incrementAndGet();
      } else {
        open.write(message);
      }
    } catch (IOException e) {
      dropped.incrementAndGet();
      reconnect();
    }
  }

  private void flush() {
    try {
      if (stream != null) {
        stream.flush();
      }
    } catch (IOException e) {
      reconnect();
    }
  }

  private void check() {
    long lost = dropped.getAndSet(0);
    if (lost > 0) {
      LOG.warn("Dropped dnstap messages: {}", lost);
    }
    if (stream == null) {
      reconnect();
    }
  }

  private void disconnect() {
    @Nullable FrameStream ended = stream;
    stream = null;
    try {
      if (ended != null) {
        ended.close();
      }
    } catch (IOException e) {
      LOG.debug("dnstap: {}", e.getMessage());
    }
    closeSocket();
  }

  private void closeSocket() {
    @Nullable Connection open = connection;
    connection = null;
    try {
      if (open != null) {
        open.socket().close();
      }
    } catch (IOException e) {
      LOG.debug("dnstap: {}", e.getMessage());
    }
  }

  @Override
  public void stop() {
    stopping = true;
  }
}
