package dev.nodens.core.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Takes log lines from event loops and writes them on a thread of its own, many with one system
/// call.
///
/// A loop never waits: if the stream is slower than the queries, lines are lost and counted, and a
/// warning says how many.
public final class LineOutput implements AutoCloseable {
  /// What one loop may have waiting, in octets: about two thousand query log lines.
  static final int CAPACITY = 1 << 18;

  private static final long GATHER_NANOS = 1_000_000;

  private final LineRing[] rings;
  private final OutputStream out;
  private final LogFormat format;
  private byte @Nullable [] chunk;
  private final AtomicBoolean idle = new AtomicBoolean();
  private volatile boolean closed;
  private volatile @Nullable Thread writer;

  /// Lines of text.
  ///
  /// @param loops how many event loops write
  /// @param out gets whole lines; flushed after each batch, not closed
  public LineOutput(int loops, OutputStream out) {
    this(loops, out, LogFormat.TEXT);
  }

  /// Lines of `format`, which those who write them have to look at.
  public LineOutput(int loops, OutputStream out, LogFormat format) {
    this.out = out;
    this.format = format;
    rings = new LineRing[loops];
    for (int i = 0; i < loops; i++) {
      rings[i] = new LineRing(CAPACITY);
    }
  }

  /// What lines have to look like.
  public LogFormat format() {
    return format;
  }

  /// Starts the thread that writes.
  public LineOutput start() {
    writer = Thread.ofPlatform().daemon().name("log-lines").start(this::run);
    return this;
  }

  /// Takes a line with its line end. Only event loop `loop`; never blocks, and allocates nothing
  /// after its first line.
  public void write(int loop, LineBuilder line) {
    rings[loop].put(line.octets(), line.length());
    VarHandle.fullFence();
    if (idle.getPlain() && idle.compareAndSet(true, false)) {
      LockSupport.unpark(writer);
    }
  }

  /// Writes what is waiting. Called by the thread of [#start]; by others only if it never started.
  ///
  /// @return whether there was anything
  public boolean drain() {
    boolean any = false;
    for (LineRing ring : rings) {
      int length = ring.isEmpty() ? 0 : ring.take(chunk());
      long lost = ring.newlyLost();
      any |= length > 0 || lost > 0;
      if (length > 0) {
        emit(chunk(), length);
      }
      if (lost > 0) {
        byte[] warning = warning(lost).getBytes(UTF_8);
        emit(warning, warning.length);
      }
    }
    return any;
  }

  private byte[] chunk() {
    byte[] present = chunk;
    if (present == null) {
      present = new byte[CAPACITY];
      chunk = present;
    }
    return present;
  }

  private String warning(long lost) {
    String text = lost + " log lines lost: the output is slower than the queries";
    return format == LogFormat.JSON
        ? new JsonLine().begin(Instant.now(), "WARN", text).end().toString()
        : "[WARNING] " + text + "\n";
  }

  /// Writes what is waiting and ends the thread.
  @Override
  public void close() {
    closed = true;
    Thread thread = writer;
    if (thread == null) {
      drain();
      return;
    }
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed) {
      if (drain()) {
        LockSupport.parkNanos(this, GATHER_NANOS);
      } else {
        idle.set(true);
        if (allEmpty() && !closed) {
          LockSupport.park(this);
        }
        idle.set(false);
      }
    }
    drain();
  }

  private boolean allEmpty() {
    for (LineRing ring : rings) {
      if (!ring.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private void emit(byte[] bytes, int length) {
    try {
      out.write(bytes, 0, length);
      out.flush();
    } catch (IOException e) {
      // Nobody is left to tell: the log itself is broken.
      closed = true;
    }
  }
}
