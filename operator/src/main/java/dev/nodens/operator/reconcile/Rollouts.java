package dev.nodens.operator.reconcile;

import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.ClusterDNSStatus.Revision;
import dev.nodens.crd.DriftPolicy;
import dev.nodens.crd.Rollout;
import dev.nodens.crd.RolloutStatus.Phase;
import dev.nodens.operator.canary.ShadowCanary;
import dev.nodens.operator.observe.Observation;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.reconcile.Memory.Accepted;
import dev.nodens.operator.rollout.CanaryVerdict;
import dev.nodens.operator.rollout.History;
import dev.nodens.operator.rollout.RevisionRef;
import dev.nodens.operator.rollout.RolloutMachine;
import dev.nodens.operator.rollout.RolloutState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out what [RolloutMachine] decides: which revision the workload declares, and the canary.
final class Rollouts {
  private static final Logger LOG = LoggerFactory.getLogger(Rollouts.class);

  private final Watches watches;
  private final Workshop workshop;
  private final RevisionKeeper keeper;
  private final Declarations declarations;
  private final ShadowCanary canary;
  private final RollObserver observer;
  private final Clock clock;
  private final Instant started;

  Rollouts(
      Watches watches,
      Workshop workshop,
      RevisionKeeper keeper,
      Declarations declarations,
      ShadowCanary canary,
      RollObserver observer,
      Clock clock) {
    this.watches = watches;
    this.workshop = workshop;
    this.keeper = keeper;
    this.declarations = declarations;
    this.canary = canary;
    this.observer = observer;
    this.clock = clock;
    this.started = clock.instant();
  }

  /// A rollout in one reconciliation.
  ///
  /// @param state where it stands
  /// @param accepted what is declared
  /// @param serving the plan that the workload shall have now
  record Course(RolloutState state, Accepted accepted, Plan serving) {
    /// Whether no pod of another revision runs or is about to.
    boolean isAlone(Observation seen) {
      String id = serving.revision().id();
      return state.phase() != Phase.CANARY
          && seen.pods().stream().allMatch(pod -> pod.revision().equals(id));
    }

    Course to(RolloutState next) {
      return new Course(next, accepted, serving);
    }
  }

  /// What the workload shall declare now.
  ///
  /// @param current whether the declaration as it is now was accepted, not only an earlier one
  Course begin(
      ClusterDNS object,
      Accepted accepted,
      boolean current,
      Memory memory,
      ClusterDNSStatus before) {
    Plan target = accepted.plan();
    Instant now = now();
    Optional<RolloutState> state = RolloutState.resume(before, live(target), now);
    if (isOnlyObserved(object)) {
      return new Course(state.orElseGet(() -> idle(target, now)), accepted, target);
    }
    boolean anew =
        current
            && !Objects.equals(object.getMetadata().getGeneration(), before.observedGeneration());
    RolloutState next =
        RolloutMachine.declare(
            state,
            new RolloutMachine.Declared(ref(target), anew, accepted.proven()),
            policy(accepted),
            now);
    Optional<Plan> serving = plan(next.serving(), accepted, memory, before);
    if (serving.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("name", target.owner())
          .log(
              "revision {} is lost with its ConfigMap {}; revision {} is rolled instead",
              next.serving().number(),
              next.serving().name(),
              target.revision().number());
      next =
          RolloutMachine.declare(
              Optional.empty(),
              new RolloutMachine.Declared(ref(target), anew, false),
              policy(accepted),
              now);
    }
    Plan inForce = serving.orElse(target);
    remember(memory, target, inForce, next);
    return new Course(next, accepted, inForce);
  }

  private static RolloutState idle(Plan target, Instant now) {
    return new RolloutState(
        Phase.IDLE,
        RolloutState.Halt.NONE,
        ref(target),
        ref(target),
        Optional.empty(),
        now,
        now,
        "");
  }

  private static void remember(Memory memory, Plan target, Plan serving, RolloutState state) {
    Set<String> needed =
        Stream.of(
                Stream.of(target.revision().name(), serving.revision().name()),
                state.lastGood().stream().map(RevisionRef::name))
            .flatMap(names -> names)
            .collect(Collectors.toSet());
    memory.revisions.put(target.revision().name(), StoredRevision.of(target));
    memory.revisions.put(serving.revision().name(), StoredRevision.of(serving));
    memory.revisions.keySet().retainAll(needed);
  }

  private Optional<Plan> plan(
      RevisionRef revision, Accepted accepted, Memory memory, ClusterDNSStatus before) {
    Plan target = accepted.plan();
    if (revision.name().equals(target.revision().name())) {
      return Optional.of(target.numbered(revision.number()));
    }
    return keeper
        .find(target.namespace(), revision.name())
        .or(() -> Optional.ofNullable(memory.revisions.get(revision.name())))
        .flatMap(stored ->
            declarations.again(target.owner(), accepted.spec(), stored, revision.name(), before))
        .map(plan -> plan.numbered(revision.number()).with(target.membership()));
  }

  /// Looks at what was brought about, and decides what comes next. Makes, asks and deletes canary
  /// pods.
  Course advance(Course course, ClusterDNS object, Observation seen) {
    Plan target = course.accepted().plan();
    Rollout policy = policy(course.accepted());
    if (isOnlyObserved(object)) {
      return course;
    }
    if (Thread.currentThread().isInterrupted()) {
      // An operator that is told to stop hears no answers: that says nothing about the pods.
      return course;
    }
    RolloutState next;
    if (course.state().phase() == Phase.CANARY) {
      next =
          RolloutMachine.canary(
              course.state(), verdict(course, object, seen, policy), policy, now());
    } else {
      next =
          RolloutMachine.roll(
              course.state(), observer.look(course.serving(), course.state(), seen), policy, now());
    }
    if (next.phase() != Phase.CANARY) {
      end(target.owner(), target.namespace());
    }
    return course.to(next);
  }

  private CanaryVerdict verdict(
      Course course, ClusterDNS object, Observation seen, Rollout policy) {
    Plan target = course.accepted().plan();
    try {
      if (object.getSpec().driftPolicy("ConfigMap") != DriftPolicy.OBSERVE) {
        workshop.prepare(target, course.serving());
      }
      Instant begun = course.state().startedAt();
      return canary.advance(
          observer.trial(
              target,
              course.serving(),
              policy.canaryNodes(),
              object,
              begun.isBefore(started) ? started : begun),
          watches.canaries(target.owner(), target.namespace()),
          seen);
    } catch (KubernetesClientException e) {
      return new CanaryVerdict.Waiting("the API server refuses: " + Workshop.said(e));
    }
  }

  /// Deletes the canary pods of an owner, whoever made them. One that cannot be deleted is tried
  /// again at the next reconciliation.
  void end(String owner, String namespace) {
    List<Pod> pods = watches.canaries(owner, namespace);
    try {
      canary.end(pods);
    } catch (KubernetesClientException e) {
      LOG.atWarn().addKeyValue("name", owner).log("canary pods are left: {}", Workshop.said(e));
    }
  }

  /// The history after this reconciliation; ConfigMaps that nothing needs are deleted.
  List<Revision> history(
      Course course, ClusterDNS object, Observation seen, ClusterDNSStatus before) {
    Plan target = course.accepted().plan();
    String owner = target.owner();
    List<Revision> known =
        before.history().isEmpty() ? keeper.existing(owner, target.namespace()) : before.history();
    List<Revision> updated =
        History.update(
            known,
            new History.Accepted(
                target.revision().number(),
                target.revision().name(),
                target.revision().hash(),
                course.accepted().author(),
                course.accepted().source()),
            course.state(),
            now());
    Set<String> running =
        seen.pods().stream().map(pod -> owner + "-" + pod.revision()).collect(Collectors.toSet());
    List<Revision> kept =
        History.trimmed(
            updated,
            course.state(),
            target.workload().revisionHistoryLimit(),
            running,
            course.accepted().spec().rollbackTo());
    if (!isOnlyObserved(object)) {
      keeper.collect(owner, target.namespace(), kept, seen.pods());
    }
    return kept;
  }

  /// The revision of the live workload, for a ClusterDNS whose status says nothing.
  private Optional<RevisionRef> live(Plan target) {
    return RollObserver.declared(observer.daemonSet(target))
        .map(id -> target.owner() + "-" + id)
        .flatMap(name ->
            keeper.existing(target.owner(), target.namespace()).stream()
                .filter(revision -> revision.name().equals(name))
                .map(RevisionRef::of)
                .findFirst());
  }

  private static boolean isOnlyObserved(ClusterDNS object) {
    return object.getSpec().driftPolicy("DaemonSet") == DriftPolicy.OBSERVE;
  }

  private static RevisionRef ref(Plan plan) {
    return new RevisionRef(plan.revision().number(), plan.revision().name());
  }

  private static Rollout policy(Accepted accepted) {
    return accepted.plan().accepted().rollout();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}
