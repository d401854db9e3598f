package dev.nodens.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.ClusterDNSStatus.Origin;
import dev.nodens.crd.ClusterDNSStatus.Outcome;
import dev.nodens.crd.ClusterDNSStatus.Revision;
import dev.nodens.crd.Drift;
import dev.nodens.crd.RolloutStatus.Phase;
import dev.nodens.crd.SourceStatus;
import dev.nodens.operator.adopt.Takeover;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.apply.ObjectKey;
import dev.nodens.operator.observe.Observation;
import dev.nodens.operator.observe.Observation.DnsPod;
import dev.nodens.operator.observe.Observation.Workload;
import dev.nodens.operator.observe.RevisionProbe.Answer;
import dev.nodens.operator.observe.RevisionProbe.Serves;
import dev.nodens.operator.observe.RevisionProbe.Silent;
import dev.nodens.operator.plan.InvalidDeclaration;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.rollout.RevisionRef;
import dev.nodens.operator.rollout.RolloutState;
import dev.nodens.operator.rollout.RolloutState.Halt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the conditions say of a rollout, and how large a status can become.
class RolloutStatusTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Plan PLAN = Statuses.plan();
  private static final String HASH = PLAN.revision().hash();
  private static final RevisionRef SEVEN = new RevisionRef(1, PLAN.revision().name());
  private static final RevisionRef EIGHT = new RevisionRef(8, "cluster-8888888888");

  @ParameterizedTest(name = "{0} {1}, the workload declares {2} -> {3}, {4}, {5}")
  @CsvSource({
    "CANARY,       NONE,                declared, TRUE Canary,                UNKNOWN Canary,            TRUE Serving",
    "ROLLING,      NONE,                target,   TRUE Rolling,               UNKNOWN Rolling,           TRUE Serving",
    "VERIFYING,    NONE,                target,   TRUE Verifying,             UNKNOWN Verifying,         TRUE Serving",
    "ROLLING_BACK, NONE,                declared, TRUE RollingBack,           UNKNOWN RollingBack,       TRUE Serving",
    "HALTED,       CANARY_FAILED,       declared, FALSE CanaryFailed,         FALSE CanaryFailed,        FALSE CanaryFailed",
    "HALTED,       CANARY_UNVERIFIABLE, declared, FALSE CanaryUnverifiable,   FALSE CanaryUnverifiable,  FALSE CanaryUnverifiable",
    "HALTED,       ROLLED_BACK,         declared, FALSE RolledBack,           FALSE RolledBack,          FALSE RolledBack",
    "HALTED,       UNVERIFIABLE,        target,   FALSE Unverifiable,         TRUE AllNodes,             TRUE Serving",
    "HALTED,       DEADLINE_EXCEEDED,   target,   FALSE DeadlineExceeded,     TRUE AllNodes,             FALSE RolloutStuck",
    "COMPLETE,     NONE,                target,   FALSE Complete,             TRUE AllNodes,             TRUE Serving",
  })
  void eachPhaseHasItsConditions(
      Phase phase, Halt halt, String declares, String progressing, String served, String ready) {
    RevisionRef target = declares.equals("target") ? SEVEN : EIGHT;
    ClusterDNSStatus status =
        StatusReport.make(
            found(
                new RolloutState(
                    phase, halt, target, SEVEN, Optional.of(SEVEN), NOON, NOON, "why")),
            ClusterDNSStatus.empty(),
            NOON);

    assertThat(Statuses.conditions(status))
        .containsEntry("Progressing", progressing)
        .containsEntry("ConfigServed", served)
        .containsEntry("Ready", ready);
    assertThat(status.rollout().phase()).isEqualTo(phase);
    assertThat(status.rollout().revision()).isEqualTo(target.number());
    assertThat(status.revision().number()).isEqualTo(1);
  }

  @Test
  void aHaltSaysWhyWhatServesAndWhatToDo() {
    ClusterDNSStatus status =
        StatusReport.make(
            found(
                new RolloutState(
                    Phase.HALTED,
                    Halt.CANARY_FAILED,
                    EIGHT,
                    SEVEN,
                    Optional.of(SEVEN),
                    NOON,
                    NOON,
                    "the canary of revision 8 failed: on node-2: cluster name x. A over UDP: SERVFAIL")),
            ClusterDNSStatus.empty(),
            NOON);

    assertThat(status.condition("Progressing").orElseThrow().message())
        .isEqualTo(
            "The canary of revision 8 failed: on node-2: cluster name x. A over UDP: SERVFAIL; revision 1 serves on; change the declaration to try again.");
    assertThat(status.condition("ConfigServed").orElseThrow().message())
        .isEqualTo(status.condition("Progressing").orElseThrow().message());
  }

  @Test
  void eachStepOfARolloutIsAnnouncedOnce() {
    ClusterDNSStatus canary = report(Phase.CANARY, Halt.NONE, ClusterDNSStatus.empty());
    ClusterDNSStatus halted = report(Phase.HALTED, Halt.CANARY_FAILED, canary);
    ClusterDNSStatus again = report(Phase.HALTED, Halt.CANARY_FAILED, halted);

    assertThat(Announcement.between(ClusterDNSStatus.empty(), canary))
        .extracting(Announcement::reason)
        .contains("RevisionCreated", "CanaryStarted");
    assertThat(Announcement.between(canary, halted))
        .extracting(Announcement::reason)
        .containsExactly("CanaryFailed");
    assertThat(Announcement.between(halted, again)).isEmpty();
  }

  @Test
  void aProblemKeepsTheTimeWhenItWasFirstSeen() {
    Found found = found(RolloutStatusTest.state(Phase.COMPLETE, Halt.NONE), Map.of());
    ClusterDNSStatus first = StatusReport.make(found, ClusterDNSStatus.empty(), NOON);
    ClusterDNSStatus later = StatusReport.make(found, first, NOON.plusSeconds(99));

    assertThat(later.nodeProblems()).isEqualTo(first.nodeProblems());
  }

  /// Every text as long as it can get, and every list full.
  @Test
  void fiveThousandNodesWithEverythingWrongStayBelow64KiB() throws Exception {
    List<DnsPod> pods = new ArrayList<>();
    Map<String, Answer> served = new HashMap<>();
    for (int i = 0; i < 5000; i++) {
      String node = "ip-10-0-%d-%d.".formatted(i / 256, i % 256) + "x".repeat(40) + ".internal";
      DnsPod pod =
          new DnsPod(
              "cluster-dns-" + i,
              "uid-" + i,
              Optional.of(node),
              Optional.of("10.0.0.1"),
              i % 3 != 0,
              false,
              i % 2 == 0 ? PLAN.revision().id() : "earlier",
              Optional.of("ImagePullBackOff: " + "y".repeat(4000)));
      pods.add(pod);
      if (pod.ready()) {
        served.put(
            pod.name(), i % 5 == 0 ? new Silent("z".repeat(4000)) : new Serves("f".repeat(64)));
      }
    }
    List<Revision> history = new ArrayList<>();
    for (long number = 60; number > 0; number--) {
      history.add(
          new Revision(
              "a-name-of-forty-characters-of-a-cluster-dns-0123456789",
              number,
              HASH,
              NOON.toString(),
              Outcome.SUPERSEDED,
              "kubectl-client-side-apply (Update)",
              Origin.COREFILE_FROM));
    }
    var state =
        new RolloutState(
            Phase.HALTED,
            Halt.DEADLINE_EXCEEDED,
            new RevisionRef(60, "a"),
            new RevisionRef(60, "a"),
            Optional.of(new RevisionRef(59, "b")),
            NOON,
            NOON,
            "m".repeat(4000));
    Found found =
        new Found(
            3,
            "cluster.local",
            Optional.of(
                new InvalidDeclaration(
                    InvalidDeclaration.Reason.INVALID_CONFIG, "r".repeat(20_000))),
            List.of(),
            Optional.of(PLAN),
            findings(),
            Optional.of("w".repeat(20_000)),
            new Observation(Optional.of(new Workload(true, 5000, 100, 0, 0)), pods, served),
            List.of("10.96.0.10", "fd00::a"),
            history,
            Optional.of(state),
            new Circumstances(
                Optional.of(
                    new SourceStatus(
                        "ConfigMap kube-system/coredns",
                        HASH,
                        HASH,
                        "manager (Update)",
                        NOON.toString())),
                Optional.of("d".repeat(20_000)),
                Optional.of("n".repeat(20_000))),
            Takeover.NOT_NEEDED);

    ClusterDNSStatus status = StatusReport.make(found, ClusterDNSStatus.empty(), NOON);

    assertThat(new ObjectMapper().writeValueAsBytes(status)).hasSizeLessThan(64 * 1024);
    assertThat(status.nodeProblems()).hasSize(20);
    assertThat(status.conditions())
        .allSatisfy(condition ->
            assertThat(condition.message()).as(condition.type()).hasSizeLessThanOrEqualTo(1024));
  }

  private static List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      findings.add(
          new Finding(
              new ObjectKey("v1", "ConfigMap", "configmaps", Optional.of("kube-system"), "x" + i),
              "/data/" + "k".repeat(250),
              Drift.Type.CHANGED,
              Optional.of("d".repeat(10_000)),
              Optional.of("l".repeat(10_000)),
              Optional.of("kubectl-client-side-apply (Update)"),
              Drift.Severity.CRITICAL,
              Drift.Action.REPORTED));
    }
    return findings;
  }

  private static ClusterDNSStatus report(Phase phase, Halt halt, ClusterDNSStatus before) {
    return StatusReport.make(found(state(phase, halt)), before, NOON);
  }

  private static RolloutState state(Phase phase, Halt halt) {
    return new RolloutState(phase, halt, EIGHT, SEVEN, Optional.of(SEVEN), NOON, NOON, "why");
  }

  private static Found found(RolloutState state) {
    return found(state, Map.of("pod-0", new Serves(HASH)));
  }

  private static Found found(RolloutState state, Map<String, Answer> served) {
    var pod =
        new DnsPod(
            "pod-0",
            "uid-0",
            Optional.of("node-0"),
            Optional.of("10.0.0.1"),
            !served.isEmpty(),
            false,
            PLAN.revision().id(),
            Optional.empty());
    return new Found(
        3,
        "cluster.local",
        Optional.empty(),
        List.of(),
        Optional.of(PLAN),
        List.of(),
        Optional.empty(),
        new Observation(Optional.of(new Workload(true, 1, 1, 1, 1)), List.of(pod), served),
        List.of("10.96.0.10"),
        List.of(
            new Revision(EIGHT.name(), 8L, HASH, null, null, null, null),
            new Revision(SEVEN.name(), 1L, HASH, null, null, null, null)),
        Optional.of(state),
        Circumstances.NONE,
        Takeover.NOT_NEEDED);
  }
}
