package dev.nodens.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.ClusterDNSStatus.Revision;
import dev.nodens.crd.Drift;
import dev.nodens.operator.adopt.Takeover;
import dev.nodens.operator.apply.Fight;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The truth tables of the conditions.
class StatusReportTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Plan PLAN = Statuses.plan();
  private static final String HASH = PLAN.revision().hash();
  private static final Workload TWO_OF_TWO = new Workload(true, 2, 2, 2, 2);

  @Test
  void everythingIsWell() {
    ClusterDNSStatus status = report(seen(TWO_OF_TWO, served(HASH, HASH)));

    assertThat(Statuses.conditions(status))
        .containsExactly(
            Map.entry("Ready", "TRUE Serving"),
            Map.entry("Accepted", "TRUE Valid"),
            Map.entry("Available", "TRUE Serving"),
            Map.entry("Progressing", "FALSE Complete"),
            Map.entry("Degraded", "FALSE AsExpected"),
            Map.entry("ConfigMapInSync", "TRUE InSync"),
            Map.entry("WorkloadInSync", "TRUE InSync"),
            Map.entry("ConfigServed", "TRUE AllNodes"),
            Map.entry("Adopted", "TRUE NotNeeded"));
    assertThat(status.nodes().summary()).isEqualTo("2/2");
    assertThat(status.nodes().serving()).isEqualTo(2);
    assertThat(status.nodeProblems()).isEmpty();
    assertThat(status.observedGeneration()).isEqualTo(3);
    assertThat(status.revision().number()).isEqualTo(1);
  }

  @Test
  void aRejectedDeclarationIsNotReadyButTheOldOneServes() {
    var rejected =
        new InvalidDeclaration(InvalidDeclaration.Reason.INVALID_CONFIG, "Corefile:2 - no");
    ClusterDNSStatus status =
        StatusReport.make(
            found(
                seen(TWO_OF_TWO, served(HASH, HASH)),
                Optional.of(rejected),
                List.of(),
                Optional.empty()),
            ClusterDNSStatus.empty(),
            NOON);

    assertThat(Statuses.conditions(status))
        .containsEntry("Accepted", "FALSE InvalidConfig")
        .containsEntry("Ready", "FALSE InvalidConfig")
        .containsEntry("Available", "TRUE Serving")
        .containsEntry("ConfigServed", "TRUE AllNodes");
    assertThat(status.condition("Accepted").orElseThrow().message())
        .isEqualTo("Corefile:2 - no; revision 1 serves on");
  }

  @Test
  void aRolloutInTimeIsNoTrouble() {
    ClusterDNSStatus status = report(seen(new Workload(true, 2, 1, 2, 2), served(HASH, "old")));

    assertThat(Statuses.conditions(status))
        .containsEntry("Progressing", "TRUE Rolling")
        .containsEntry("Degraded", "FALSE AsExpected")
        .containsEntry("ConfigServed", "UNKNOWN Rolling")
        .containsEntry("Ready", "TRUE Serving");
  }

  @Test
  void countsOfAnEarlierDaemonSetAreNotBelieved() {
    assertThat(
            Statuses.conditions(report(seen(new Workload(false, 2, 2, 2, 2), served(HASH, HASH)))))
        .containsEntry("Progressing", "TRUE Rolling");
  }

  @Test
  void aRolloutPastItsDeadlineIsStuckAndStaysStuck() {
    Found found =
        found(
            new Observation(
                Optional.of(new Workload(true, 2, 1, 1, 1)),
                List.of(pod(0, true), earlier(pod(1, true))),
                served(HASH, "old")));
    ClusterDNSStatus rolling = StatusReport.make(found, ClusterDNSStatus.empty(), NOON);
    ClusterDNSStatus stuck = StatusReport.make(found, rolling, NOON.plus(Duration.ofMinutes(11)));
    ClusterDNSStatus later = StatusReport.make(found, stuck, NOON.plus(Duration.ofMinutes(12)));

    assertThat(Statuses.conditions(stuck))
        .containsEntry("Progressing", "FALSE DeadlineExceeded")
        .containsEntry("Degraded", "TRUE RolloutStuck")
        .containsEntry("ConfigServed", "FALSE StaleNodes")
        .containsEntry("Ready", "FALSE StaleNodes");
    assertThat(later.condition("Progressing")).isEqualTo(stuck.condition("Progressing"));
  }

  @Test
  void aNewDeclarationGetsItsOwnDeadline() {
    Observation rolling = seen(new Workload(true, 2, 1, 1, 1), served(HASH, "old"));
    ClusterDNSStatus first = StatusReport.make(found(rolling), ClusterDNSStatus.empty(), NOON);
    ClusterDNSStatus second =
        StatusReport.make(found(rolling, 4), first, NOON.plus(Duration.ofMinutes(11)));

    assertThat(Statuses.conditions(second)).containsEntry("Progressing", "TRUE Rolling");
    assertThat(second.rolloutStartedAt()).isEqualTo("2026-01-01T12:11:00Z");
  }

  @Test
  void aServerThatServesAnotherConfigurationIsNamed() {
    Found found = found(seen(TWO_OF_TWO, served(HASH, "abc")));
    ClusterDNSStatus status = StatusReport.make(found, ClusterDNSStatus.empty(), NOON);
    ClusterDNSStatus later =
        StatusReport.make(found, status, NOON.plus(ServedVerdict.RELOAD).plusSeconds(1));

    assertThat(Statuses.conditions(status)).containsEntry("ConfigServed", "FALSE ReloadPending");
    assertThat(Statuses.conditions(later)).containsEntry("ConfigServed", "FALSE ReloadFailed");
    assertThat(status.nodeProblems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.node()).isEqualTo("node-1");
          assertThat(problem.reason()).isEqualTo("ServesOther");
        });
  }

  @Test
  void aPodThatCannotBeAskedIsNeverAssumedGood() {
    ClusterDNSStatus status =
        report(
            seen(TWO_OF_TWO, Map.of("pod-0", new Serves(HASH), "pod-1", new Silent("no answer"))));

    assertThat(Statuses.conditions(status)).containsEntry("ConfigServed", "UNKNOWN Unverifiable");
    assertThat(status.nodes().unverified()).isEqualTo(1);
  }

  @Test
  void noReadyPodIsNoDns() {
    ClusterDNSStatus status =
        report(
            new Observation(
                Optional.of(new Workload(true, 2, 2, 0, 0)),
                List.of(pod(0, false), pod(1, false)),
                Map.of()));

    assertThat(Statuses.conditions(status))
        .containsEntry("Available", "FALSE NoReadyPods")
        .containsEntry("Ready", "FALSE NoReadyPods");
    assertThat(status.nodeProblems())
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem.reason()).isEqualTo("NotReady"));
  }

  @Test
  void refusedWritesAreShownAndLeaveTheComparisonOpen() {
    ClusterDNSStatus status =
        StatusReport.make(
            found(
                seen(TWO_OF_TWO, served(HASH, HASH)),
                Optional.empty(),
                List.of(),
                Optional.of("Service kube-system/kube-dns: forbidden")),
            ClusterDNSStatus.empty(),
            NOON);

    assertThat(Statuses.conditions(status))
        .containsEntry("Degraded", "TRUE WriteFailed")
        .containsEntry("WorkloadInSync", "UNKNOWN CompareFailed")
        .containsEntry("Ready", "FALSE WriteFailed");
  }

  @Test
  void aNamespaceThatIsBeingDeletedIsSaidToBeThat() {
    ClusterDNSStatus status =
        StatusReport.make(
            found(
                seen(TWO_OF_TWO, served(HASH, HASH)),
                Optional.empty(),
                List.of(),
                Optional.of(
                    "configmaps \"c\" is forbidden: unable to create new content in namespace dns because it is being terminated")),
            ClusterDNSStatus.empty(),
            NOON);

    assertThat(Statuses.conditions(status)).containsEntry("Degraded", "TRUE NamespaceTerminating");
  }

  @Test
  void driftIsNamedInTheConditionOfItsObject() {
    ClusterDNSStatus status = withDrift("ConfigMap", "/data/Corefile", Drift.Action.REPORTED);

    assertThat(Statuses.conditions(status))
        .containsEntry("ConfigMapInSync", "FALSE CorefileChanged")
        .containsEntry("WorkloadInSync", "TRUE InSync")
        .containsEntry("Ready", "FALSE CorefileChanged");
    assertThat(status.condition("ConfigMapInSync").orElseThrow().message())
        .isEqualTo(
            "ConfigMap kube-system/x /data/Corefile changed by kubectl-edit (Update), reported.");
  }

  @Test
  void driftOfTheWorkloadDoesNotMakeDnsUnready() {
    assertThat(
            Statuses.conditions(
                withDrift("DaemonSet", "/spec/minReadySeconds", Drift.Action.REPORTED)))
        .containsEntry("WorkloadInSync", "FALSE FieldsChanged")
        .containsEntry("Ready", "TRUE Serving");
  }

  @Test
  void aRevertIsVisibleInTheCondition() {
    assertThat(
            Statuses.conditions(
                withDrift("DaemonSet", "/spec/minReadySeconds", Drift.Action.REVERTED)))
        .containsEntry("WorkloadInSync", "TRUE Reverted");
  }

  @Test
  void aFightIsNamedWithTheWayOutOfIt() {
    var key = new ObjectKey("v1", "Service", "services", Optional.of("kube-system"), "kube-dns");
    var fight = new Fight(key, "/spec/type", Optional.of("argocd-controller (Apply)"), 5, NOON);
    var finding =
        new Finding(
            key,
            "/spec/type",
            Drift.Type.CHANGED,
            Optional.of("\"ClusterIP\""),
            Optional.of("\"NodePort\""),
            fight.author(),
            Drift.Severity.CRITICAL,
            Drift.Action.SUPPRESSED,
            Optional.of(fight));
    ClusterDNSStatus fought = withFinding(finding);

    assertThat(Statuses.conditions(fought)).containsEntry("WorkloadInSync", "FALSE Fighting");
    assertThat(fought.condition("WorkloadInSync").orElseThrow().message())
        .isEqualTo(
            "argocd-controller (Apply) undid 5 reverts of Service kube-system/kube-dns /spec/type; next try at 2026-01-01T12:00:00Z. Take the object out of that Argo CD Application, or leave it to them: spec.driftOverrides [{kind: Service, policy: Report}].");
    assertThat(fought.drift().state()).isEqualTo(Drift.State.FIGHTING);
    assertThat(Announcement.between(ClusterDNSStatus.empty(), fought))
        .extracting(Announcement::reason)
        .contains("DriftFighting")
        .doesNotContain("DriftDetected");
    assertThat(Announcement.between(fought, fought)).isEmpty();
  }

  @Test
  void aRevisionThatIsOnlyObservedDoesNotRollForEver() {
    var finding =
        new Finding(
            new ObjectKey("apps/v1", "DaemonSet", "daemonsets", Optional.of("kube-system"), "x"),
            "",
            Drift.Type.MISSING,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Drift.Severity.CRITICAL,
            Drift.Action.REPORTED);
    ClusterDNSStatus status =
        StatusReport.make(
            found(Observation.nothing(), Optional.empty(), List.of(finding), Optional.empty()),
            ClusterDNSStatus.empty(),
            NOON);

    assertThat(Statuses.conditions(status)).containsEntry("Progressing", "FALSE Observing");
  }

  @Test
  void nothingNewIsTheSameStatus() {
    Found found = found(seen(TWO_OF_TWO, served(HASH, HASH)));
    ClusterDNSStatus first = StatusReport.make(found, ClusterDNSStatus.empty(), NOON);

    assertThat(StatusReport.make(found, first, NOON.plusSeconds(999))).isEqualTo(first);
    assertThat(Announcement.between(first, first)).isEmpty();
  }

  @Test
  void whatChangedIsAnnouncedOnce() {
    ClusterDNSStatus drifted =
        withDrift("DaemonSet", "/spec/minReadySeconds", Drift.Action.REVERTED);

    assertThat(Announcement.between(ClusterDNSStatus.empty(), drifted))
        .extracting(Announcement::reason)
        .containsExactly("RevisionCreated", "RolloutCompleted", "DriftReverted");
    assertThat(Announcement.between(drifted, drifted)).isEmpty();
  }

  @Test
  void statusOfAHugeClusterStaysSmall() throws Exception {
    List<DnsPod> pods = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      pods.add(pod(i, false));
    }
    ClusterDNSStatus status =
        report(new Observation(Optional.of(new Workload(true, 5000, 5000, 0, 0)), pods, Map.of()));

    assertThat(new ObjectMapper().writeValueAsBytes(status)).hasSizeLessThan(64 * 1024);
    assertThat(status.nodeProblems()).hasSize(20);
  }

  private static ClusterDNSStatus withDrift(String kind, String path, Drift.Action action) {
    var finding =
        new Finding(
            new ObjectKey("v1", kind, "any", Optional.of("kube-system"), "x"),
            path,
            Drift.Type.CHANGED,
            Optional.of("\"a\""),
            Optional.of("\"b\""),
            Optional.of("kubectl-edit (Update)"),
            Drift.Severity.CRITICAL,
            action);
    return withFinding(finding);
  }

  private static ClusterDNSStatus withFinding(Finding finding) {
    return StatusReport.make(
        found(
            seen(TWO_OF_TWO, served(HASH, HASH)),
            Optional.empty(),
            List.of(finding),
            Optional.empty()),
        ClusterDNSStatus.empty(),
        NOON);
  }

  private static ClusterDNSStatus report(Observation observation) {
    return StatusReport.make(found(observation), ClusterDNSStatus.empty(), NOON);
  }

  private static Found found(Observation observation) {
    return found(observation, Optional.empty(), List.of(), Optional.empty());
  }

  private static Found found(Observation observation, long generation) {
    Found found = found(observation);
    return new Found(
        generation,
        found.clusterDomain(),
        found.rejected(),
        found.warnings(),
        found.plan(),
        found.findings(),
        found.failure(),
        found.observation(),
        found.clusterIPs(),
        found.revisions(),
        found.rollout(),
        found.circumstances(),
        found.takeover());
  }

  private static Found found(
      Observation observation,
      Optional<InvalidDeclaration> rejected,
      List<Finding> findings,
      Optional<String> failure) {
    return new Found(
        3,
        "cluster.local",
        rejected,
        List.of(),
        Optional.of(PLAN),
        findings,
        failure,
        observation,
        List.of("10.96.0.10"),
        List.of(new Revision(PLAN.revision().name(), 1L, HASH, null, null, null, null)),
        Optional.empty(),
        Circumstances.NONE,
        Takeover.NOT_NEEDED);
  }

  private static Observation seen(Workload workload, Map<String, Answer> served) {
    return new Observation(Optional.of(workload), List.of(pod(0, true), pod(1, true)), served);
  }

  private static Map<String, Answer> served(String... hashes) {
    Map<String, Answer> served = new LinkedHashMap<>();
    for (int i = 0; i < hashes.length; i++) {
      served.put("pod-" + i, new Serves(hashes[i]));
    }
    return served;
  }

  private static DnsPod earlier(DnsPod pod) {
    return new DnsPod(
        pod.name(),
        pod.uid(),
        pod.node(),
        pod.address(),
        pod.ready(),
        pod.leaving(),
        "earlier",
        pod.trouble());
  }

  private static DnsPod pod(int number, boolean ready) {
    return new DnsPod(
        "pod-" + number,
        "uid-" + number,
        Optional.of("node-" + number),
        Optional.of("10.0.0." + number),
        ready,
        false,
        PLAN.revision().id(),
        Optional.empty());
  }
}
