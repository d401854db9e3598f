package dev.nodens.operator.foreign;

import dev.nodens.crd.Drift;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.apply.ObjectKey;
import dev.nodens.operator.observe.Observation.DnsPod;
import dev.nodens.operator.observe.UpstreamProbe;
import dev.nodens.operator.observe.UpstreamProbe.Reach;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/// Which nodes' servers get no answers from outside the cluster while most others do: somebody
/// changed the `resolv.conf` of the node, or its upstream is down.
///
/// When most servers get none, it is the cluster's way out that is closed, perhaps on purpose, and
/// nothing is said. Silence counts for nothing. A node counts after two failures in a row, and is
/// forgiven at its first success. Questions are asked in the background, because servers that wait
/// for a dead upstream are slow; what they said counts at the next look.
public final class Upstreams {
  /// How often a server that reaches its upstreams is asked.
  static final Duration WELL = Duration.ofMinutes(5);

  /// How long after a failure it is asked again; doubled with every further one, up to [#WELL].
  static final Duration FAILING = Duration.ofSeconds(30);

  private static final int FAILURES = 2;
  private static final int MOST_AT_ONCE = 1000;
  private static final int BATCH = 250;
  private static final int SHOWN = 20;

  private final UpstreamProbe probe;
  private final Clock clock;
  private final Executor background;
  private final Map<String, Past> pasts = new ConcurrentHashMap<>();

  /// @param failures in a row
  /// @param reached whether it ever had an answer
  private record Past(int failures, boolean reached, Instant asked) {
    boolean isDue(Instant now) {
      Duration wait = failures == 0 ? WELL : FAILING.multipliedBy(1L << Math.min(failures - 1, 10));
      return !now.isBefore(asked.plus(wait.compareTo(WELL) < 0 ? wait : WELL));
    }

    boolean isForgotten(Instant now) {
      return now.isAfter(asked.plus(WELL.multipliedBy(3)));
    }
  }

  /// @param probe how pods are asked
  /// @param clock how long an answer is believed
  /// @param background where pods are asked
  public Upstreams(UpstreamProbe probe, Clock clock, Executor background) {
    this.probe = probe;
    this.clock = clock;
    this.background = background;
  }

  /// What is known so far, one finding for each node in trouble, at most 20. Has those asked whose
  /// turn it is.
  public List<Finding> look(List<DnsPod> pods) {
    Instant now = clock.instant();
    List<DnsPod> ready =
        pods.stream()
            .filter(pod -> pod.ready() && !pod.leaving() && pod.address().isPresent())
            .toList();
    pasts.values().removeIf(past -> past.isForgotten(now));
    ask(ready, now);
    long well =
        ready.stream()
            .map(pod -> pasts.get(pod.uid()))
            .filter(past -> past != null && past.reached() && past.failures() == 0)
            .count();
    return well * 2 > ready.size()
        ? ready.stream()
            .filter(this::isCutOff)
            .sorted(Comparator.comparing(DnsPod::name))
            .limit(SHOWN)
            .map(Upstreams::finding)
            .toList()
        : List.of();
  }

  /// The nodes that such findings are about.
  public static List<String> nodes(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.key().kind().equals("Node"))
        .map(finding -> finding.key().name())
        .toList();
  }

  private boolean isCutOff(DnsPod pod) {
    Past past = pasts.get(pod.uid());
    return past != null && past.failures() >= FAILURES;
  }

  private void ask(List<DnsPod> ready, Instant now) {
    List<DnsPod> turn =
        ready.stream()
            .filter(pod -> isDue(pod, now))
            .sorted(Comparator.comparing(this::askedAt))
            .limit(MOST_AT_ONCE)
            .toList();
    if (turn.isEmpty()) {
      return;
    }
    // Noted before the answer, so that nobody is asked twice meanwhile.
    turn.forEach(pod ->
        pasts.merge(
            pod.uid(),
            new Past(0, false, now),
            (past, other) -> new Past(past.failures(), past.reached(), now)));
    background.execute(() -> {
      for (int from = 0; from < turn.size(); from += BATCH) {
        ask(turn.subList(from, Math.min(from + BATCH, turn.size())));
      }
    });
  }

  private void ask(List<DnsPod> batch) {
    Map<String, Reach> answers =
        probe.ask(
            batch.stream().map(pod -> pod.address().orElseThrow()).collect(Collectors.toSet()));
    for (DnsPod pod : batch) {
      Reach reach = answers.getOrDefault(pod.address().orElseThrow(), Reach.UNKNOWN);
      pasts.computeIfPresent(
          pod.uid(),
          (uid, past) ->
              switch (reach) {
                case REACHED -> new Past(0, true, past.asked());
                case FAILED -> new Past(past.failures() + 1, past.reached(), past.asked());
                case UNKNOWN -> past;
              });
    }
  }

  private Instant askedAt(DnsPod pod) {
    Past past = pasts.get(pod.uid());
    return past == null ? Instant.MIN : past.asked();
  }

  private boolean isDue(DnsPod pod, Instant now) {
    Past past = pasts.get(pod.uid());
    return past == null || past.isDue(now);
  }

  private static Finding finding(DnsPod pod) {
    return new Finding(
        new ObjectKey("v1", "Node", "nodes", Optional.empty(), pod.node().orElse("?")),
        "/etc/resolv.conf",
        Drift.Type.CHANGED,
        Optional.of("names outside the cluster resolve, as on most nodes"),
        Optional.of("pod " + pod.name() + " gets no answer from its upstreams"),
        Optional.empty(),
        Drift.Severity.CRITICAL,
        Drift.Action.REPORTED);
  }
}
