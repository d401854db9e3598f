package dev.nodens.operator.reconcile;

import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.RolloutStatus.Phase;
import dev.nodens.operator.Names;
import dev.nodens.operator.apply.ObjectKey;
import dev.nodens.operator.canary.ProbePlan;
import dev.nodens.operator.canary.Resolution;
import dev.nodens.operator.canary.ShadowCanary;
import dev.nodens.operator.observe.Observation;
import dev.nodens.operator.observe.Observation.DnsPod;
import dev.nodens.operator.observe.Pods;
import dev.nodens.operator.observe.Probe;
import dev.nodens.operator.observe.Prober;
import dev.nodens.operator.observe.RevisionProbe.Serves;
import dev.nodens.operator.observe.RollProgress;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.rollout.RollFacts;
import dev.nodens.operator.rollout.RolloutState;
import dev.nodens.operator.validate.StaticChecks;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Looks at the pods of a revision that is rolled: how many there are, what they serve, and whether
/// some of them resolve the cluster's own name.
final class RollObserver {
  /// Pods that are asked for more than their revision.
  private static final int SAMPLE = 3;

  private final Watches watches;
  private final Prober prober;

  RollObserver(Watches watches, Prober prober) {
    this.watches = watches;
    this.prober = prober;
  }

  /// What is seen of the revision that the workload shall declare.
  RollFacts look(Plan serving, RolloutState state, Observation seen) {
    String id = serving.revision().id();
    // Counts and template of one and the same object: older counts beside a newer template would
    // make a roll that has just begun look done.
    Optional<Observation.Workload> counts =
        daemonSet(serving)
            .filter(live -> declared(Optional.of(live)).filter(id::equals).isPresent())
            .map(Pods::of)
            .filter(Observation.Workload::upToDate);
    Optional<RollProgress> progress =
        counts.map(now -> RollProgress.of(now, seen.pods(), id, watches.nodesDown()));
    boolean rolled = progress.filter(RollProgress::rolled).isPresent();
    List<DnsPod> updated =
        seen.pods().stream()
            .filter(pod -> pod.revision().equals(id) && pod.ready() && !pod.leaving())
            .toList();
    int right = 0;
    int wrong = 0;
    for (DnsPod pod : updated) {
      if (seen.served().get(pod.name()) instanceof Serves(String hash)) {
        right += hash.equals(serving.revision().hash()) ? 1 : 0;
        wrong += hash.equals(serving.revision().hash()) ? 0 : 1;
      }
    }
    return new RollFacts(
        rolled,
        said(counts, seen, id) + progress.map(RollObserver::waived).orElse(""),
        lastProgress(serving, updated),
        right,
        wrong,
        updated.size() - right - wrong,
        rolled && isProving(state) ? fault(serving, updated) : Optional.empty());
  }

  private static boolean isProving(RolloutState state) {
    return state.phase() != Phase.COMPLETE
        && state.phase() != Phase.ROLLING_BACK
        && state.servesTarget();
  }

  /// The revision that a live workload's template names.
  static Optional<String> declared(Optional<DaemonSet> workload) {
    return workload
        .map(live -> live.getSpec().getTemplate().getMetadata().getLabels())
        .flatMap(labels -> Optional.ofNullable(labels.get(Names.REVISION)));
  }

  private static String said(Optional<Observation.Workload> counts, Observation seen, String id) {
    if (counts.isEmpty()) {
      return "the DaemonSet controller has not counted yet";
    }
    String trouble =
        seen.pods().stream()
            .filter(pod -> pod.revision().equals(id) && !pod.ready())
            .flatMap(pod ->
                pod.trouble().stream().map(why -> pod.node().orElse("(no node)") + ": " + why))
            .min(Comparator.naturalOrder())
            .map(why -> "; " + shortened(why))
            .orElse("");
    return "%d of %d nodes updated, %d available%s"
        .formatted(
            counts.get().updated(), counts.get().desired(), counts.get().available(), trouble);
  }

  private static String waived(RollProgress progress) {
    return progress.waived() == 0
        ? ""
        : "; %d are down and not waited for".formatted(progress.waived());
  }

  private static String shortened(String text) {
    return text.length() <= 300 ? text : text.substring(0, 300) + "...";
  }

  private Optional<Instant> lastProgress(Plan serving, List<DnsPod> updated) {
    Set<String> names = updated.stream().map(DnsPod::name).collect(Collectors.toSet());
    return watches.pods(serving.owner(), serving.namespace()).stream()
        .filter(pod -> names.contains(pod.getMetadata().getName()))
        .map(pod -> pod.getMetadata().getCreationTimestamp())
        .filter(Objects::nonNull)
        .map(Instant::parse)
        .max(Comparator.naturalOrder());
  }

  /// Pods that cannot be asked at all are counted elsewhere.
  private Optional<String> fault(Plan serving, List<DnsPod> updated) {
    List<Probe> questions = probes(serving, Optional.empty()).essential();
    for (DnsPod pod : updated.subList(0, Math.min(SAMPLE, updated.size()))) {
      Optional<String> fault =
          pod.address().flatMap(address -> Resolution.fault(prober.ask(address, questions)));
      if (fault.isPresent()) {
        return Optional.of(
            "%s on %s: %s".formatted(pod.name(), pod.node().orElse("(no node)"), fault.get()));
      }
    }
    return Optional.empty();
  }

  /// What the canary pods of a revision are asked.
  ///
  /// @param since when the canary began, or this operator started
  ShadowCanary.Trial trial(Plan target, Plan serving, int nodes, ClusterDNS owner, Instant since) {
    return new ShadowCanary.Trial(
        target,
        probes(target, Optional.of(serving)),
        nodes,
        new OwnerReferenceBuilder()
            .withApiVersion(owner.getApiVersion())
            .withKind(owner.getKind())
            .withName(owner.getMetadata().getName())
            .withUid(owner.getMetadata().getUid())
            .build(),
        since);
  }

  private static ProbePlan probes(Plan plan, Optional<Plan> serving) {
    return ProbePlan.of(
        plan,
        StaticChecks.read(plan.revision().text()),
        serving.map(now -> now.revision().text()).flatMap(StaticChecks::read));
  }

  /// The live workload.
  Optional<DaemonSet> daemonSet(Plan plan) {
    return watches
        .cached(
            new ObjectKey(
                "apps/v1",
                "DaemonSet",
                "daemonsets",
                Optional.of(plan.namespace()),
                Names.workload(plan.owner())))
        .map(DaemonSet.class::cast);
  }
}
