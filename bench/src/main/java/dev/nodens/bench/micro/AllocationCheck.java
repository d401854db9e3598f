package dev.nodens.bench.micro;

import com.sun.management.ThreadMXBean;
import dev.nodens.wire.Rcode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/// Counts what the whole chain allocates for its answers: the JVM's own count for this thread.
///
///     AllocationCheck [SAMPLES]
///
/// SAMPLES is a file of `bench/run` that gets a line. Exit code 1 when it is more than a handful of
/// objects in 200,000 answers, or more than 64 octets for each answer that comes from upstream.
public final class AllocationCheck {
  private static final int WARM_UP = 300_000;
  private static final int QUERIES = 200_000;

  /// What the JVM may allocate once, for the count itself; one small object for each answer would
  /// be 3 MB.
  private static final int ONCE = 4_096;

  private static final int MOST_FOR_A_MISS = 64;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final ChainBed bed = new ChainBed();
  private final Lane lane = bed.lane(0);
  private final StringBuilder sample = new StringBuilder();
  private boolean failed;
  private int at;

  private AllocationCheck() {}

  public static void main(String[] arguments) throws IOException {
    AllocationCheck check = new AllocationCheck();
    ChainBed bed = check.bed;
    check.hot("cluster", "a cluster name", bed.clusterRequests(1_000), Rcode.NOERROR, 1);
    check.hot("missing", "a missing cluster name", bed.missingRequests(1_000), Rcode.NXDOMAIN, 0);
    check.hot("cached", "a cached name", bed.cachedRequests(1_000), Rcode.NOERROR, 1);
    check.missed();
    if (arguments.length > 0) {
      String line =
          "{\"scenario\":\"allocation\",\"round\":1,\"server\":\"nodens\",\"attempt\":0%s}%n"
              .formatted(check.sample);
      Files.writeString(Path.of(arguments[0]), line, StandardOpenOption.APPEND);
    }
    System.exit(check.failed ? 1 : 0);
  }

  private void hot(String key, String what, byte[][] requests, int rcode, int answers) {
    run(key, what, () -> ask(requests), rcode, answers, ONCE);
  }

  private void ask(byte[][] requests) {
    at = at + 1 >= requests.length ? 0 : at + 1;
    lane.ask(requests[at]);
  }

  private void missed() {
    long most = (long) MOST_FOR_A_MISS * QUERIES;
    run("missed", "a name that only the upstream knows", lane::askAnew, Rcode.NOERROR, 1, most);
  }

  private void run(String key, String what, Runnable ask, int rcode, int answers, long most) {
    repeat(ask, WARM_UP);
    if (lane.lastRcode() != rcode || lane.lastAnswers() != answers) {
      System.out.printf(
          Locale.ROOT,
          "allocation: %s was answered with rcode %d and %d records%n",
          what,
          lane.lastRcode(),
          lane.lastAnswers());
      failed = true;
      return;
    }
    long self = Thread.currentThread().threadId();
    long before = threads.getThreadAllocatedBytes(self);
    repeat(ask, QUERIES);
    long allocated = threads.getThreadAllocatedBytes(self) - before;
    System.out.printf(
        Locale.ROOT,
        "allocation: %d bytes for %,d answers to %s (at most %d)%n",
        allocated,
        QUERIES,
        what,
        most);
    sample.append(
        String.format(Locale.ROOT, ",\"%s_bytes\":%.4f", key, (double) allocated / QUERIES));
    failed |= allocated > most;
  }

  private static void repeat(Runnable ask, int count) {
    for (int i = 0; i < count; i++) {
      ask.run();
    }
  }
}
