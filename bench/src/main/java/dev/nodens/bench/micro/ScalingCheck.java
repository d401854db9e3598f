package dev.nodens.bench.micro;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// How much more two event loops answer than one, each on a core of its own: what they share, or
/// keep apart badly, shows. Without sockets, because the load would need the second core. Each
/// thread is bound to its processor: left to the kernel, every second window begins with both on
/// one, until the next tick of its scheduler.
///
/// Short windows of one, two and one follow each other, and the median of their ratios counts: what
/// a virtual machine gives changes within a second. Its two processors may for seconds be the two
/// threads of one core; then nothing scales, and arithmetic that fills a core on its own shows it.
/// A turn counts when this control gets two cores before and after it, else it is repeated.
///
/// Prints a JSON object: of the `turns` that count `scaling` of two loops of one server and
/// `apart`, two servers with a loop each, which share nothing; of all `turns_taken` `unsifted`, the
/// same scaling, and `machine_scaling`, the arithmetic. `others_busy` is what other processes used,
/// or what the host did not give when too few turns had two cores.
public final class ScalingCheck {
  private static final int REQUESTS = 4_096;
  private static final int BATCH = 1_000;
  private static final long WARM_UP = 2_000_000_000L;
  private static final long WINDOW = 30_000_000L;
  private static final int TURNS = 45;
  private static final int MOST_TURNS = 90;
  private static final double TWO_CORES = 1.8;
  private static final double NANOS_PER_TICK = 1e7;

  private final Processors processors = Processors.allowed();
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
    Loop first = new Loop(chain(shared.lane(0), requests), processors.first());
    Loop second = new Loop(chain(shared.lane(1), requests), processors.last());
    Loop stranger = new Loop(chain(other.lane(0), otherRequests), processors.last());
    rate(WARM_UP, first, second);
    rate(WARM_UP / 2, stranger);
    long begun = System.nanoTime();
    double others = othersBusyNanos();
    List<Turn> all = turns(first, second, stranger);
    if (result == 0) {
      throw new IllegalStateException("nothing was answered");
    }
    double disturbance = (othersBusyNanos() - others) / (System.nanoTime() - begun);
    List<Turn> whole = all.stream().filter(Turn::hadTwoCores).toList();
    if (whole.size() < TURNS) {
      disturbance = Math.max(disturbance, 1 - median(all, turn -> turn.machine().ratio()) / 2);
    }
    print(whole.isEmpty() ? all : whole, all, Math.max(0, disturbance));
  }

  private static void print(List<Turn> turns, List<Turn> all, double disturbance) {
    System.out.printf(
        Locale.ROOT,
        "{\"scaling\":%.3f,\"apart\":%.3f,\"machine_scaling\":%.3f,\"unsifted\":%.3f,\"turns\":%d,\"turns_taken\":%d,\"answers_per_second\":%.0f,\"others_busy\":%.3f}%n",
        median(turns, turn -> turn.together().ratio()),
        median(turns, turn -> turn.apart().ratio()),
        median(all, turn -> turn.machine().ratio()),
        median(all, turn -> turn.together().ratio()),
        turns.size(),
        all.size(),
        median(turns, turn -> turn.together().alone()) * BATCH,
        disturbance);
  }

  /// Until enough of them had two cores.
  private List<Turn> turns(Loop first, Loop second, Loop stranger) throws InterruptedException {
    Loop arithmetic = new Loop(arithmetic(1), processors.first());
    Loop more = new Loop(arithmetic(2), processors.last());
    List<Turn> turns = new ArrayList<>();
    Pair before = Pair.measure(arithmetic, more);
    for (int whole = 0; whole < TURNS && turns.size() < MOST_TURNS; ) {
      Pair together = Pair.measure(first, second);
      Pair apart = Pair.measure(first, stranger);
      Pair after = Pair.measure(arithmetic, more);
      var turn = new Turn(before, together, apart, after);
      whole += turn.hadTwoCores() ? 1 : 0;
      turns.add(turn);
      before = after;
    }
    return turns;
  }

  private static double median(List<Turn> turns, ToDoubleFunction<Turn> figure) {
    double[] sorted = turns.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /// What a thread does over and over, and where.
  private record Loop(Runnable batch, int processor) {}

  /// Two threads' work, measured alone and together: batches a second.
  private record Pair(double alone, double both) {
    static Pair measure(Loop one, Loop two) throws InterruptedException {
      double before = rate(WINDOW, one);
      double both = rate(WINDOW, one, two);
      return new Pair((before + rate(WINDOW, two)) / 2, both);
    }

    double ratio() {
      return both / alone;
    }
  }

  /// What is measured, and the control before and after it.
  private record Turn(Pair before, Pair together, Pair apart, Pair machine) {
    boolean hadTwoCores() {
      return before.ratio() >= TWO_CORES && machine.ratio() >= TWO_CORES;
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

  /// Four numbers that do not depend on each other, so that one thread has enough for all units of
  /// a core, and two threads of one core get in each other's way.
  private Runnable arithmetic(long seed) {
    return () -> {
      long a = seed;
      long b = ~seed;
      long c = seed << 32 | 1;
      long d = ~c;
      for (int i = 0; i < 25 * BATCH; i++) {
        a = mixed(a);
        b = mixed(b);
        c = mixed(c);
        d = mixed(d);
      }
      result = a ^ b ^ c ^ d | 1;
    };
  }

  private static long mixed(long number) {
    long mixed = number ^ number << 13;
    mixed ^= mixed >>> 7;
    return mixed ^ mixed << 17;
  }

  /// Batches a second of all threads together, a thread for each.
  private static double rate(long nanos, Loop... loops) throws InterruptedException {
    var over = new AtomicBoolean();
    var ready = new CountDownLatch(loops.length);
    double[] rates = new double[loops.length];
    Thread[] started =
        IntStream.range(0, loops.length)
            .mapToObj(i ->
                Thread.ofPlatform()
                    .start(() -> {
                      Processors.bind(loops[i].processor());
                      ready.countDown();
                      await(ready);
                      long begun = System.nanoTime();
                      long done = 0;
                      while (!over.get()) {
                        loops[i].batch().run();
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
