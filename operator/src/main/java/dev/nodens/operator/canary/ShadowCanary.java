package dev.nodens.operator.canary;

import dev.nodens.operator.observe.Observation;
import dev.nodens.operator.observe.Observation.DnsPod;
import dev.nodens.operator.observe.Probe;
import dev.nodens.operator.observe.Prober;
import dev.nodens.operator.observe.Prober.Result;
import dev.nodens.operator.plan.Canonical;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.render.CanaryPod;
import dev.nodens.operator.rollout.CanaryVerdict;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Runs a revision in pods beside the serving ones, on some of their nodes, and asks them.
///
/// It remembers nothing: the pods' names follow from the revision and the node, so that an operator
/// that starts in between finds what another one made. Blocking.
public final class ShadowCanary {
  /// How long no pod may be ready until it counts as an outage, in which a new revision may be the
  /// cure.
  static final Duration OUTAGE = Duration.ofSeconds(15);

  private final PodControl pods;
  private final Prober prober;
  private final Clock clock;

  /// @param pods the API server
  /// @param prober how pods are asked
  /// @param clock the time
  public ShadowCanary(PodControl pods, Prober prober, Clock clock) {
    this.pods = pods;
    this.prober = prober;
    this.clock = clock;
  }

  /// What a canary is about.
  ///
  /// @param plan the revision with its pods
  /// @param probes what its pods are asked
  /// @param nodes how many nodes get a pod
  /// @param owner the ClusterDNS, so that a canary pod does not outlive it
  /// @param since when it began, or this operator started, whichever was later: what an operator
  ///   sees right after its start is no proof of an outage
  public record Trial(
      Plan plan, ProbePlan probes, int nodes, OwnerReference owner, Instant since) {}

  /// Takes the next step: makes the pods, or asks them.
  ///
  /// @param canaries canary pods that exist
  /// @param seen the workload and the pods that clients ask
  public CanaryVerdict advance(Trial trial, List<Pod> canaries, Observation seen) {
    List<DnsPod> serving = seen.pods();
    Map<String, Pod> mine = new HashMap<>();
    for (Pod pod : canaries) {
      if (CanaryPod.isOf(pod, trial.plan())) {
        mine.put(pod.getSpec().getNodeName(), pod);
      } else {
        pods.delete(pod);
      }
    }
    Set<String> nodes = nodes(trial, mine.keySet(), serving);
    if (nodes.isEmpty()) {
      return withoutPods(trial, seen);
    }
    List<CanaryVerdict> verdicts = new ArrayList<>();
    for (String node : nodes) {
      Pod pod = mine.get(node);
      if (pod == null) {
        pods.create(CanaryPod.render(trial.plan(), node, trial.owner()));
        verdicts.add(new CanaryVerdict.Waiting("on %s: the pod was just made".formatted(node)));
      } else {
        verdicts.add(look(trial, pod, serving));
      }
    }
    return worst(verdicts);
  }

  /// Two witnesses must agree that nothing serves: the pods, and the counts of their controller.
  private CanaryVerdict withoutPods(Trial trial, Observation seen) {
    boolean counted = seen.workload().filter(workload -> workload.ready() > 0).isPresent();
    return counted || clock.instant().isBefore(trial.since().plus(OUTAGE))
        ? new CanaryVerdict.Waiting("no node has a ready DNS pod beside which to run it")
        : new CanaryVerdict.Passed("no DNS pod is ready, so there is nothing to protect");
  }

  /// Nodes that have a canary pod already, filled up with nodes of ready pods; always the same for
  /// a revision, and others for the next one.
  private static Set<String> nodes(Trial trial, Set<String> begun, List<DnsPod> serving) {
    Set<String> nodes = new HashSet<>(begun);
    serving.stream()
        .filter(pod -> pod.ready() && !pod.leaving())
        .map(DnsPod::node)
        .flatMap(Optional::stream)
        .distinct()
        .sorted(Comparator.comparing(node -> Canonical.hash(trial.plan().revision().name() + node)))
        .filter(node -> nodes.size() < trial.nodes())
        .forEach(nodes::add);
    return nodes.stream().sorted().collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private CanaryVerdict look(Trial trial, Pod pod, List<DnsPod> serving) {
    if (!CanaryJudge.canBeAsked(pod)) {
      return CanaryJudge.judge(pod, List.of(), List.of(), clock.instant());
    }
    String address = pod.getStatus().getPodIP();
    List<Result> results = new ArrayList<>(prober.ask(address, trial.probes().probes()));
    trial
        .probes()
        .reverse(results)
        .ifPresent(reverse -> results.addAll(prober.ask(address, List.of(reverse))));
    List<String> notes = new ArrayList<>();
    excuse(results, pod.getSpec().getNodeName(), serving, notes);
    return CanaryJudge.judge(pod, results, notes, clock.instant());
  }

  /// Takes out what the serving pod of the node cannot get either: an upstream that is down must
  /// not stop every change.
  private void excuse(List<Result> results, String node, List<DnsPod> serving, List<String> notes) {
    List<Probe> failed =
        results.stream()
            .filter(result -> result.probe().isComparative())
            .filter(result -> CanaryJudge.fault(result).isPresent())
            .map(Result::probe)
            .distinct()
            .toList();
    Optional<String> incumbent =
        serving.stream()
            .filter(pod -> pod.ready() && !pod.leaving())
            .filter(pod -> pod.node().filter(node::equals).isPresent())
            .map(DnsPod::address)
            .flatMap(Optional::stream)
            .findFirst();
    if (failed.isEmpty() || incumbent.isEmpty()) {
      return;
    }
    Set<Probe> excused =
        prober.ask(incumbent.get(), failed).stream()
            .filter(result -> CanaryJudge.fault(result).isPresent())
            .map(Result::probe)
            .collect(Collectors.toSet());
    excused.forEach(
        probe -> notes.add("%s fails in the serving pod too and does not count".formatted(probe)));
    results.removeIf(result -> excused.contains(result.probe()));
  }

  /// A failure counts before a doubt, and both before a success elsewhere.
  private static CanaryVerdict worst(List<CanaryVerdict> verdicts) {
    return verdicts.stream()
        .min(Comparator.comparingInt(ShadowCanary::rank))
        .filter(verdict -> !(verdict instanceof CanaryVerdict.Passed))
        .orElseGet(() ->
            new CanaryVerdict.Passed(
                verdicts.stream().map(CanaryVerdict::message).collect(Collectors.joining("; "))));
  }

  private static int rank(CanaryVerdict verdict) {
    return switch (verdict) {
      case CanaryVerdict.Failed failed -> 0;
      case CanaryVerdict.Unverifiable unverifiable -> 1;
      case CanaryVerdict.Waiting waiting -> 2;
      case CanaryVerdict.Passed passed -> 3;
    };
  }

  /// Deletes canary pods that nobody needs any more, whoever made them.
  public void end(List<Pod> canaries) {
    for (Pod pod : canaries) {
      if (pod.getMetadata().getDeletionTimestamp() == null) {
        pods.delete(pod);
      }
    }
  }
}
