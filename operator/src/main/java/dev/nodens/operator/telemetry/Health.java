package dev.nodens.operator.telemetry;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Whether the process works: it is told when a reconciliation begins and ends.
///
/// It knows nothing of the API server. While that is away, every call ends in an error within
/// seconds, so a reconciliation still comes to its end; one that does not end hangs for good, and
/// only a restart helps. Any thread.
public final class Health {
  /// Longer than every time limit of one reconciliation together.
  static final Duration LONGEST_RECONCILIATION = Duration.ofMinutes(10);

  private final Clock clock;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Map<String, Instant> running = new ConcurrentHashMap<>();

  /// @param clock the time
  public Health(Clock clock) {
    this.clock = clock;
  }

  /// The reconciliation of an object begins.
  public void began(String name) {
    running.put(name, clock.instant());
  }

  /// The reconciliation of an object is over, for better or worse.
  public void ended(String name) {
    running.remove(name);
  }

  /// Why the process must be started anew; empty while it need not.
  public Optional<String> trouble() {
    long[] deadlocked = threads.findDeadlockedThreads();
    if (deadlocked != null) {
      return Optional.of(
          "threads wait for each other: " + names(threads.getThreadInfo(deadlocked)));
    }
    Instant now = clock.instant();
    List<String> late =
        running.entrySet().stream()
            .filter(entry -> now.isAfter(entry.getValue().plus(LONGEST_RECONCILIATION)))
            .map(entry -> "%s since %s".formatted(entry.getKey(), entry.getValue()))
            .sorted()
            .toList();
    return late.isEmpty()
        ? Optional.empty()
        : Optional.of("reconciliations hang: " + String.join(", ", late));
  }

  private static String names(ThreadInfo[] infos) {
    return Arrays.stream(infos).map(ThreadInfo::getThreadName).collect(Collectors.joining(", "));
  }
}
