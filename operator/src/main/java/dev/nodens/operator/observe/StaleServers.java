package dev.nodens.operator.observe;

import dev.nodens.operator.observe.Observation.DnsPod;
import dev.nodens.operator.observe.RevisionProbe.Serves;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Picks servers that have the right configuration mounted and go on serving another one: a restart
/// helps those.
///
/// One at a time, only while every other node has an available pod, not before a reload had time to
/// happen, and a node only once an hour: when a restart does not help, more of them will not.
/// Remembers what it saw; for one reconciliation of an owner at a time.
public final class StaleServers {
  /// A changed file may take two minutes to reach a pod, and a reload 45 seconds more.
  static final Duration PATIENCE = Duration.ofMinutes(3);

  static final Duration BETWEEN = Duration.ofMinutes(1);
  static final Duration PER_NODE = Duration.ofHours(1);

  private final Clock clock;
  private final Map<String, Instant> since = new HashMap<>();
  private final Map<String, Instant> restarted = new HashMap<>();

  /// @param clock the time
  public StaleServers(Clock clock) {
    this.clock = clock;
  }

  /// The pod to restart now, if there is one; counts as restarted from then on.
  ///
  /// @param revision what the labels of pods of the revision say
  /// @param hash of the configuration that every server of it should serve
  public Optional<DnsPod> next(Observation seen, String revision, String hash) {
    Instant now = clock.instant();
    List<DnsPod> stale =
        seen.pods().stream().filter(pod -> isStale(pod, seen, revision, hash)).toList();
    since.keySet().retainAll(stale.stream().map(DnsPod::uid).toList());
    stale.forEach(pod -> since.putIfAbsent(pod.uid(), now));
    restarted.values().removeIf(time -> !now.isBefore(time.plus(PER_NODE)));
    boolean calm =
        isComplete(seen)
            && restarted.values().stream().noneMatch(time -> now.isBefore(time.plus(BETWEEN)));
    if (!calm) {
      return Optional.empty();
    }
    Optional<DnsPod> chosen =
        stale.stream()
            .filter(pod -> !now.isBefore(since.getOrDefault(pod.uid(), now).plus(PATIENCE)))
            .filter(pod -> !restarted.containsKey(pod.node().orElse("")))
            .findFirst();
    chosen.ifPresent(pod -> restarted.put(pod.node().orElse(""), now));
    return chosen;
  }

  private static boolean isStale(DnsPod pod, Observation seen, String revision, String hash) {
    return pod.ready()
        && !pod.leaving()
        && pod.revision().equals(revision)
        && seen.served().get(pod.name()) instanceof Serves(String served)
        && !served.equals(hash);
  }

  private static boolean isComplete(Observation seen) {
    return seen.workload()
        .filter(Observation.Workload::upToDate)
        .filter(workload -> workload.updated() >= workload.desired())
        .filter(workload -> workload.available() >= workload.desired())
        .isPresent();
  }
}
