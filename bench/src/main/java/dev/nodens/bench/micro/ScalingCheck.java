package dev.nodens.bench.micro;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// How much more two event loops answer than one, each on a core of its own: what they share, or
/// keep apart badly, shows. Without sockets, because the load would need the second core.
///
/// Prints a JSON object: `scaling` of the chain, and `machine_scaling` of plain arithmetic, which
/// is what the machine has to give.
public final class ScalingCheck {
  private static final int REQUESTS = 4_096;
  private static final int BATCH = 1_000;
  private static final long WARM_UP = 2_000_000_000L;
  private static final long WINDOW = 700_000_000L;
  private static final double NANOS_PER_TICK = 1e7;

  private final ChainBed bed = new ChainBed(2);
  private final byte[][] requests = requests();
  private volatile long result;

  private ScalingCheck() {}

  public static void main(String[] arguments) throws Exception {
    new ScalingCheck().run();
  }

  /// Four of five names exist, and every third is external.
  private byte[][] requests() {
    byte[][] all = bed.clusterRequests(REQUESTS);
    byte[][] missing = bed.missingRequests(REQUESTS);
    byte[][] cached = bed.cachedRequests(REQUESTS);
    for (int i = 0; i < REQUESTS; i++) {
      if (i % 5 == 0) {
        all[i] = missing[i];
      } else if (i % 3 == 0) {
        all[i] = cached[i];
      }
    }
    return all;
  }

  private void run() throws IOException, InterruptedException {
    rate(2, WARM_UP, this::chain);
    long begun = System.nanoTime();
    double others = othersBusyNanos();
    double alone = rate(1, WINDOW, this::chain);
    double both = rate(2, WINDOW, this::chain);
    double control = rate(1, WINDOW, this::arithmetic);
    double controls = rate(2, WINDOW, this::arithmetic);
    if (result == 0) {
      throw new IllegalStateException("nothing was answered");
    }
    double disturbance = (othersBusyNanos() - others) / (System.nanoTime() - begun);
    System.out.printf(
        Locale.ROOT,
        "{\"scaling\":%.3f,\"machine_scaling\":%.3f,\"answers_per_second\":%.0f,\"others_busy\":%.3f}%n",
        both / alone,
        controls / control,
        alone * BATCH,
        Math.max(0, disturbance));
  }

  private Runnable chain(int index) {
    Lane lane = bed.lane(index);
    return () -> {
      long sent = 0;
      for (int i = 0; i < BATCH; i++) {
        sent = lane.ask(requests[(i * 37 + index) % REQUESTS]);
      }
      result = sent;
    };
  }

  private Runnable arithmetic(int index) {
    return () -> {
      long number = index + 1L;
      for (int i = 0; i < 100 * BATCH; i++) {
        number ^= number << 13;
        number ^= number >>> 7;
        number ^= number << 17;
      }
      result = number;
    };
  }

  /// Batches a second of all threads together.
  private static double rate(int threads, long nanos, IntFunction<Runnable> work)
      throws InterruptedException {
    var over = new AtomicBoolean();
    var ready = new CountDownLatch(threads);
    double[] rates = new double[threads];
    Thread[] started =
        IntStream.range(0, threads)
            .mapToObj(i ->
                Thread.ofPlatform()
                    .start(() -> {
                      Runnable batch = work.apply(i);
                      ready.countDown();
                      await(ready);
                      long begun = System.nanoTime();
                      long batches = 0;
                      while (!over.get()) {
                        batch.run();
                        batches++;
                      }
                      rates[i] = batches * 1e9 / (System.nanoTime() - begun);
                    }))
            .toArray(Thread[]::new);
    Thread.sleep(nanos / 1_000_000);
    over.set(true);
    for (Thread thread : started) {
      thread.join();
    }
    return Arrays.stream(rates).sum();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// What the machine's processors did, steal included, besides this process.
  private static double othersBusyNanos() throws IOException {
    String[] ticks = Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +");
    long busy = 0;
    for (int column : new int[] {1, 2, 3, 6, 7, 8}) {
      busy += Long.parseLong(ticks[column]);
    }
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return busy * NANOS_PER_TICK - system.getProcessCpuTime();
  }
}
