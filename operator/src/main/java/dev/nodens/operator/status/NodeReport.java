package dev.nodens.operator.status;

import dev.nodens.crd.ClusterDNSStatus.NodeCounts;
import dev.nodens.crd.ClusterDNSStatus.NodeProblem;
import dev.nodens.operator.observe.Observation;
import dev.nodens.operator.observe.Observation.DnsPod;
import dev.nodens.operator.observe.RevisionProbe.Answer;
import dev.nodens.operator.observe.RevisionProbe.Serves;
import dev.nodens.operator.observe.RevisionProbe.Silent;
import dev.nodens.operator.plan.Plan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Counts nodes and lists those in trouble.
///
/// @param counts of all nodes
/// @param problems at most 20, those without DNS first
record NodeReport(NodeCounts counts, List<NodeProblem> problems) {
  private static final int MOST_PROBLEMS = 20;
  private static final int LONGEST_MESSAGE = 256;
  private static final List<String> WORST_FIRST =
      List.of("NotReady", "ServesOther", "OldRevision", "Unverifiable");

  static NodeReport of(
      Observation observation, Optional<Plan> plan, List<NodeProblem> before, Instant now) {
    String hash = plan.map(inForce -> inForce.revision().hash()).orElse("");
    String revision = plan.map(inForce -> inForce.revision().id()).orElse("");
    List<NodeProblem> problems = new ArrayList<>();
    int serving = 0;
    int other = 0;
    int unverified = 0;
    List<String> current = new ArrayList<>();
    for (DnsPod pod : observation.pods()) {
      if (pod.leaving()) {
        continue;
      }
      problem(pod, observation.served().get(pod.name()), hash, revision).ifPresent(problems::add);
      if (!pod.ready()) {
        continue;
      }
      if (pod.revision().equals(revision)) {
        current.add(pod.node().orElse(""));
      }
      switch (observation.served().get(pod.name())) {
        case Serves(String served) when served.equals(hash) -> serving++;
        case Serves served -> other++;
        case Silent silent -> unverified++;
        case null -> unverified++;
      }
    }
    problems.sort(
        Comparator.comparingInt((NodeProblem problem) -> WORST_FIRST.indexOf(problem.reason()))
            .thenComparing(NodeProblem::node));
    Observation.Workload workload =
        observation.workload().orElse(new Observation.Workload(false, 0, 0, 0, 0));
    return new NodeReport(
        new NodeCounts(
            current.stream().distinct().count() + "/" + workload.desired(),
            workload.desired(),
            workload.updated(),
            workload.ready(),
            workload.available(),
            serving,
            other,
            unverified),
        problems.stream()
            .limit(MOST_PROBLEMS)
            .map(problem -> since(problem, before, now))
            .toList());
  }

  /// A problem keeps its time while the node has the same one.
  private static NodeProblem since(NodeProblem problem, List<NodeProblem> before, Instant now) {
    String since =
        before.stream()
            .filter(old -> old.node().equals(problem.node()))
            .filter(old -> old.reason().equals(problem.reason()))
            .map(NodeProblem::since)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(now.toString());
    String message =
        problem.message().length() <= LONGEST_MESSAGE
            ? problem.message()
            : problem.message().substring(0, LONGEST_MESSAGE) + "...";
    return new NodeProblem(problem.node(), problem.pod(), problem.reason(), message, since);
  }

  private static Optional<NodeProblem> problem(
      DnsPod pod, @Nullable Answer answer, String hash, String revision) {
    String node = pod.node().orElse("(not scheduled)");
    if (!pod.ready()) {
      return Optional.of(
          new NodeProblem(
              node,
              pod.name(),
              "NotReady",
              pod.trouble().orElse("the readiness probe does not pass"),
              null));
    }
    if (answer instanceof Serves(String served) && !served.equals(hash)) {
      return Optional.of(
          new NodeProblem(
              node,
              pod.name(),
              pod.revision().equals(revision) ? "ServesOther" : "OldRevision",
              "serves " + served + " instead of " + hash,
              null));
    }
    if (answer instanceof Silent(String reason)) {
      return Optional.of(new NodeProblem(node, pod.name(), "Unverifiable", reason, null));
    }
    return pod.revision().equals(revision)
        ? Optional.empty()
        : Optional.of(
            new NodeProblem(
                node, pod.name(), "OldRevision", "was made for revision " + pod.revision(), null));
  }
}
