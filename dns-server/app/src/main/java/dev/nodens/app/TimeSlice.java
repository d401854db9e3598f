package dev.nodens.app;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How long the kernel lets a thread run at a time. A thread with a shorter slice than the one that
/// has the processor gets it as soon as it wakes, instead of when the other's slice is over, in 0.7
/// to 2.8 ms: that is what a query waits for beside a compiler or a neighbour on the node. Its
/// share of the processor is the same (EEVDF, Linux 6.12 and newer; sched_setattr(2)). Older
/// kernels, and others, leave it as it is.
final class TimeSlice {
  private static final Logger LOG = LoggerFactory.getLogger(TimeSlice.class);

  /// Some ten answers, and less than any slice that the kernel gives by itself.
  private static final long SHORT_NANOS = 200_000;

  // struct sched_attr, in its first form.
  private static final int SIZE = 48;
  private static final int POLICY = 4;
  private static final int RUNTIME = 24;
  private static final int SCHED_OTHER = 0;
  private static final int THIS_THREAD = 0;

  // The C library has no functions for these two, so they go by their numbers; 0 for unknown ones.
  private static final long SCHED_SETATTR = number(314, 274);
  private static final long SCHED_GETATTR = number(315, 275);

  private TimeSlice() {}

  /// An executor that gives each task a thread of its own, with a short slice.
  static Executor shortened(Thread.Builder threads) {
    return task ->
        threads.start(() -> {
          shorten();
          task.run();
        });
  }

  /// Gives the calling thread a short slice, if that is possible.
  static void shorten() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(SIZE, Long.BYTES);
      if (!read(attributes)) {
        return;
      }
      attributes.set(JAVA_LONG, RUNTIME, SHORT_NANOS);
      if (!Linked.SYSCALL.succeeds(SCHED_SETATTR, THIS_THREAD, attributes.address(), 0, 0)) {
        LOG.debug("the kernel keeps the slice of {}", Thread.currentThread().getName());
      }
    } catch (LinkageError | RuntimeException e) {
      LOG.debug("native calls are not to be had, slices stay as they are", e);
    }
  }

  /// What the kernel lets the calling thread run at a time, in nanoseconds; 0 if it does not say.
  static long nanos() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(SIZE, Long.BYTES);
      return read(attributes) ? attributes.get(JAVA_LONG, RUNTIME) : 0;
    }
  }

  /// False where there are no slices: on another system, or under another policy.
  private static boolean read(MemorySegment attributes) {
    return SCHED_GETATTR != 0
        && Linked.SYSCALL.succeeds(SCHED_GETATTR, THIS_THREAD, attributes.address(), SIZE, 0)
        && attributes.get(JAVA_INT, POLICY) == SCHED_OTHER;
  }

  private static long number(long amd64, long aarch64) {
    if (!System.getProperty("os.name").equals("Linux")) {
      return 0;
    }
    return switch (System.getProperty("os.arch")) {
      case "amd64" -> amd64;
      case "aarch64" -> aarch64;
      default -> 0;
    };
  }

  /// Linked when it is needed first.
  private static final class Linked {
    static final NativeCall SYSCALL = new NativeCall("syscall");
  }
}
