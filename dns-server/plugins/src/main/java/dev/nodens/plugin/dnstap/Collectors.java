package dev.nodens.plugin.dnstap;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends messages to all collectors that have connected to a listening socket. One that is too slow
/// loses messages.
final class Collectors implements Sink {
  private static final Logger LOG = LoggerFactory.getLogger("plugin/dnstap");
  private static final int MOST = 64;

  private final Binder binder;
  private final int capacity;
  private final Executor background;
  private final LongSupplier nanoTime;
  private final List<Collector> collectors = new CopyOnWriteArrayList<>();
  private volatile @Nullable Acceptor acceptor;
  private volatile boolean stopping;
  private volatile String failure = "";

  /// Makes the listening socket.
  @FunctionalInterface
  interface Binder {
    Acceptor bind() throws IOException;
  }

  /// A listening socket.
  ///
  /// @param next waits for a connection
  /// @param socket ends it, from any thread
  record Acceptor(Collector.Opener next, Closeable socket) {}

  Collectors(Binder binder, int capacity, Executor background, LongSupplier nanoTime) {
    this.binder = binder;
    this.capacity = capacity;
    this.background = background;
    this.nanoTime = nanoTime;
  }

  @Override
  public void offer(byte[] message) {
    for (Collector collector : collectors) {
      collector.offer(message);
    }
  }

  /// Binds at once, so that collectors can connect as soon as the server has started; or later,
  /// when what holds the address has gone, such as the configuration that is being replaced.
  @Override
  public void start() {
    if (!bind()) {
      LOG.error("Failed to start dnstap listener: {}; trying on", failure);
    }
    background.execute(this::accept);
  }

  private boolean bind() {
    try {
      acceptor = binder.bind();
      return true;
    } catch (IOException | RuntimeException e) {
      failure = String.valueOf(e.getMessage());
      return false;
    }
  }

  private void accept() {
    while (!stopping && acceptor == null && !bind()) {
      pause(1000);
    }
    @Nullable Acceptor listening = acceptor;
    if (stopping) {
      stop();
    }
    while (!stopping && listening != null) {
      try {
        Connection connection = listening.next().open();
        collectors.removeIf(Collector::isOver);
        if (stopping || collectors.size() >= MOST) {
          connection.socket().close();
          continue;
        }
        var collector = new Collector(() -> connection, false, capacity, background, nanoTime);
        collectors.add(collector);
        collector.start();
      } catch (IOException e) {
        if (stopping || Thread.currentThread().isInterrupted()) {
          return;
        }
        LOG.warn("Error accepting dnstap connection: {}", e.getMessage());
        pause(100);
      }
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stop() {
    stopping = true;
    @Nullable Acceptor listening = acceptor;
    try {
      if (listening != null) {
        listening.socket().close();
      }
    } catch (IOException e) {
      LOG.debug("dnstap: {}", e.getMessage());
    }
    collectors.forEach(Collector::stop);
  }
}
