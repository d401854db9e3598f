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
import java.util.stream.IntStream;

/// How much more two event loops answer than one, each on a core of its own: what they share, or
/// keep apart badly, shows. Without sockets, because the load would need the second core.
///
/// Short windows of one, two and one follow each other, and the median of their ratios counts: what
/// a virtual machine gives changes within a second.
///
/// Prints a JSON object: `scaling` of two loops of one server, and two controls in windows between
/// them: `apart`, two servers with a loop each, which share nothing, and `machine_scaling`, plain
/// arithmetic.
public final class ScalingCheck {
  private static final int REQUESTS = 4_096;
  private static final int BATCH = 1_000;
  private static final long WARM_UP = 2_000_000_000L;
  private static final long WINDOW = 100_000_000L;
  private static final int TURNS = 15;
  private static final double NANOS_PER_TICK = 1e7;

  private final ChainBed shared = new ChainBed(2);
  private final ChainBed other = new ChainBed(1);
  private final byte[][] requests = requests(shared);
  private final byte[][] otherRequests = requests(other);
  private volatile long result;

  private ScalingCheck() {}

  public static void main(String[] arguments) throws Exception {
    new ScalingCheck().run();
  }

  /// Four of five names exist, and every third is external.
  private static byte[][] requests(ChainBed bed) {
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
    Runnable first = chain(shared.lane(0), requests);
    Runnable second = chain(shared.lane(1), requests);
    Runnable stranger = chain(other.lane(0), otherRequests);
    rate(WARM_UP, first, second);
    rate(WARM_UP / 2, stranger);
    long begun = System.nanoTime();
    double others = othersBusyNanos();
    var together = new Turns(first, second);
    var apart = new Turns(first, stranger);
    var machine = new Turns(arithmetic(1), arithmetic(2));
    for (int turn = 0; turn < TURNS; turn++) {
      together.measure();
      apart.measure();
      machine.measure();
    }
    if (result == 0) {
      throw new IllegalStateException("nothing was answered");
    }
    double disturbance = (othersBusyNanos() - others) / (System.nanoTime() - begun);
    System.out.printf(
        Locale.ROOT,
        "{\"scaling\":%.3f,\"apart\":%.3f,\"machine_scaling\":%.3f,\"answers_per_second\":%.0f,\"others_busy\":%.3f}%n",
        together.ratio(),
        apart.ratio(),
        machine.ratio(),
        together.alone() * BATCH,
        Math.max(0, disturbance));
  }

  /// Two threads' work, measured alone and together.
  private static final class Turns {
    private final Runnable one;
    private final Runnable two;
    private final double[] ratios = new double[TURNS];
    private final double[] rates = new double[TURNS];
    private int count;

    Turns(Runnable one, Runnable two) {
      this.one = one;
      this.two = two;
    }

    void measure() throws InterruptedException {
      double before = rate(WINDOW, one);
      double both = rate(WINDOW, one, two);
      double alone = (before + rate(WINDOW, two)) / 2;
      rates[count] = alone;
      ratios[count++] = both / alone;
    }

    double ratio() {
      return median(ratios);
    }

    double alone() {
      return median(rates);
    }

    private static double median(double[] all) {
      double[] sorted = all.clone();
      Arrays.sort(sorted);
      return sorted[sorted.length / 2];
    }
  }

  private Runnable chain(Lane lane, byte[][] asked) {
    return () -> {
      long sent = 0;
      for (int i = 0; i < BATCH; i++) {
        sent = lane.ask(asked[i * 37 % REQUESTS]);
      }
      result = sent;
    };
  }

  private Runnable arithmetic(long seed) {
    return () -> {
      long number = seed;
      for (int i = 0; i < 100 * BATCH; i++) {
        number ^= number << 13;
        number ^= number >>> 7;
        number ^= number << 17;
      }
      result = number;
    };
  }

  /// Batches a second of all threads together, a thread for each.
  private static double rate(long nanos, Runnable... batches) throws InterruptedException {
    var over = new AtomicBoolean();
    var ready = new CountDownLatch(batches.length);
    double[] rates = new double[batches.length];
    Thread[] started =
        IntStream.range(0, batches.length)
            .mapToObj(i ->
                Thread.ofPlatform()
                    .start(() -> {
                      ready.countDown();
                      await(ready);
                      long begun = System.nanoTime();
                      long done = 0;
                      while (!over.get()) {
                        batches[i].run();
                        done++;
                      }
                      rates[i] = done * 1e9 / (System.nanoTime() - begun);
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
