package dev.nodens.bench.micro;

import com.sun.management.ThreadMXBean;
import dev.nodens.wire.Rcode;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/// Counts what the whole chain allocates for its answers: the JVM's own count for this thread. Exit
/// code 1 when it is more than a handful of objects in 200,000 answers.
public final class AllocationCheck {
  private static final int WARM_UP = 300_000;
  private static final int QUERIES = 200_000;

  /// What the JVM may allocate once, for the count itself; one small object for each answer would
  /// be 3 MB.
  private static final int ONCE = 4_096;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final ChainBed bed = new ChainBed();
  private boolean failed;

  private AllocationCheck() {}

  public static void main(String[] arguments) {
    AllocationCheck check = new AllocationCheck();
    check.run("a cluster name", check.bed.clusterRequests(1_000), Rcode.NOERROR, 1);
    check.run("a missing cluster name", check.bed.missingRequests(1_000), Rcode.NXDOMAIN, 0);
    check.run("a cached name", check.bed.cachedRequests(1_000), Rcode.NOERROR, 1);
    System.exit(check.failed ? 1 : 0);
  }

  private void run(String what, byte[][] requests, int rcode, int answers) {
    ask(requests, WARM_UP);
    if (bed.lastRcode() != rcode || bed.lastAnswers() != answers) {
      System.out.printf(
          Locale.ROOT,
          "allocation: %s was answered with rcode %d and %d records%n",
          what,
          bed.lastRcode(),
          bed.lastAnswers());
      failed = true;
      return;
    }
    long self = Thread.currentThread().threadId();
    long before = threads.getThreadAllocatedBytes(self);
    ask(requests, QUERIES);
    long allocated = threads.getThreadAllocatedBytes(self) - before;
    System.out.printf(
        Locale.ROOT,
        "allocation: %d bytes for %,d answers to %s (must be 0, but for what happens once)%n",
        allocated,
        QUERIES,
        what);
    failed |= allocated > ONCE;
  }

  private void ask(byte[][] requests, int count) {
    int at = 0;
    for (int i = 0; i < count; i++) {
      bed.ask(requests[at]);
      at = at + 1 == requests.length ? 0 : at + 1;
    }
  }
}
