package dev.nodens.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.Adoption;
import dev.nodens.crd.AdoptionStatus.ForeignObject;
import dev.nodens.crd.AdoptionStatus.State;
import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.Condition;
import dev.nodens.operator.adopt.Owner.Origin;
import dev.nodens.operator.adopt.Takeover;
import dev.nodens.operator.observe.Observation;
import dev.nodens.operator.observe.Observation.DnsPod;
import dev.nodens.operator.observe.Observation.Workload;
import dev.nodens.operator.observe.RevisionProbe.Serves;
import dev.nodens.operator.plan.ClusterFacts;
import dev.nodens.operator.plan.InvalidDeclaration;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.plan.Plan.ServiceRole;
import dev.nodens.operator.plan.Planner;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TakeoverVerdictsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String NONE = "-";

  @ParameterizedTest(name = "{0} of {1}, before {2}: {3}")
  @CsvSource({
    "NONE,      -,         -,                            TRUE NotNeeded",
    "EXCLUSIVE, -,         FALSE SharedWithKubeadm,      TRUE Exclusive",
    "SHADOWING, K3S_ADDON, -,                            FALSE SharedWithK3sAddon",
    "SERVING,   K3S_ADDON, FALSE SharedWithK3sAddon,     FALSE SharedWithK3sAddon",
    "SERVING,   KUBEADM,   -,                            FALSE SharedWithKubeadm",
    "SERVING,   HELM,      FALSE SharedWithHelm,         FALSE SharedWithHelm",
    "SERVING,   ARGO_CD,   -,                            FALSE ForeignWorkloadPresent",
    "SERVING,   HAND,      -,                            FALSE ForeignWorkloadPresent",
    "SERVING,   KUBEADM,   TRUE Exclusive,               FALSE ForeignWorkloadPresent",
    "SERVING,   K3S_ADDON, TRUE NotNeeded,               FALSE ForeignWorkloadPresent",
    "SERVING,   K3S_ADDON, FALSE ForeignWorkloadPresent, FALSE ForeignWorkloadPresent",
  })
  void aDnsThatComesLaterIsToldFromOneThatWasThere(
      State state, String origin, String before, String expected) throws Exception {
    ClusterDNSStatus status =
        StatusReport.make(found(state, origin, Adoption.Mode.SHARED), before(before), NOW);

    assertThat(said(status, ConditionTypes.ADOPTED)).isEqualTo(expected);
    assertThat(status.adoption().state()).isEqualTo(state);
  }

  @Test
  void aSharedServiceIsReadyAndAnExclusiveOneIsNot() throws Exception {
    assertThat(said(make(State.SERVING, Adoption.Mode.SHARED), ConditionTypes.READY))
        .isEqualTo("TRUE Serving");
    assertThat(said(make(State.SERVING, Adoption.Mode.EXCLUSIVE), ConditionTypes.READY))
        .isEqualTo("FALSE SharedWithKubeadm");
    assertThat(said(make(State.EXCLUSIVE, Adoption.Mode.EXCLUSIVE), ConditionTypes.READY))
        .isEqualTo("TRUE Serving");
  }

  @Test
  void beforeOursHasClientsTheOtherDnsIsWhatIsAvailable() throws Exception {
    assertThat(said(make(State.SHADOWING, Adoption.Mode.SHARED), ConditionTypes.AVAILABLE))
        .isEqualTo("TRUE ServedByOther");
    assertThat(said(make(State.SERVING, Adoption.Mode.SHARED), ConditionTypes.AVAILABLE))
        .isEqualTo("TRUE Serving");
  }

  @Test
  void theShareOfForeignPodsIsNamed() throws Exception {
    Condition adopted =
        make(State.SERVING, Adoption.Mode.SHARED).condition(ConditionTypes.ADOPTED).orElseThrow();

    assertThat(adopted.message())
        .startsWith("Deployment kube-system/coredns (kubeadm) serves beside Nodens: 2 of 3 ready");
  }

  @ParameterizedTest(name = "{0} -> {1}: {2}")
  @CsvSource({
    "NONE,      SHADOWING, AdoptionDetected",
    "DETECTED,  SHADOWING, ''",
    "SHADOWING, SERVING,   AdoptionJoined",
    "SERVING,   SERVING,   ''",
    "SERVING,   EXCLUSIVE, AdoptionCompleted",
    "EXCLUSIVE, SERVING,   ForeignWorkload",
    "NONE,      SERVING,   ForeignWorkload",
    "NONE,      NONE,      ''",
  })
  void everyStepIsAnnouncedOnce(State was, State is, String reasons) throws Exception {
    List<String> said =
        TakeoverVerdicts.announcements(
                make(was, Adoption.Mode.SHARED), make(is, Adoption.Mode.SHARED))
            .stream()
            .map(Announcement::reason)
            .toList();

    assertThat(String.join(" ", said)).isEqualTo(reasons);
  }

  private static ClusterDNSStatus make(State state, Adoption.Mode mode) throws Exception {
    String origin = state == State.NONE || state == State.EXCLUSIVE ? NONE : "KUBEADM";
    return StatusReport.make(found(state, origin, mode), ClusterDNSStatus.empty(), NOW);
  }

  private static String said(ClusterDNSStatus status, String type) {
    Condition condition = status.condition(type).orElseThrow();
    return condition.status() + " " + condition.reason();
  }

  private static ClusterDNSStatus before(String adopted) {
    ClusterDNSStatus empty = ClusterDNSStatus.empty();
    if (adopted.equals(NONE)) {
      return empty;
    }
    String[] parts = adopted.split(" ");
    return new ClusterDNSStatus(
        empty.observedGeneration(),
        List.of(
            new Condition(
                ConditionTypes.ADOPTED,
                Condition.Status.valueOf(parts[0]),
                1L,
                "2025-01-01T00:00:00Z",
                parts[1],
                "")),
        empty.clusterDomain(),
        empty.clusterIPs(),
        empty.revision(),
        empty.lastGoodRevision(),
        empty.rollout(),
        empty.source(),
        empty.adoption(),
        empty.rolloutStartedAt(),
        empty.history(),
        empty.nodes(),
        empty.nodeProblems(),
        empty.drift());
  }

  private static Found found(State state, @Nullable String origin, Adoption.Mode mode)
      throws InvalidDeclaration {
    boolean foreign = !NONE.equals(origin);
    Plan plan = plan(mode);
    var pod =
        new DnsPod(
            "pod",
            "uid",
            Optional.of("node"),
            Optional.of("10.0.0.1"),
            true,
            false,
            plan.revision().id(),
            Optional.empty());
    return new Found(
        1,
        "cluster.local",
        Optional.empty(),
        List.of(),
        Optional.of(plan),
        List.of(),
        Optional.empty(),
        new Observation(
            Optional.of(new Workload(true, 1, 1, 1, 1)),
            List.of(pod),
            Map.of("pod", new Serves(plan.revision().hash()))),
        List.of("10.96.0.10"),
        List.of(),
        Optional.empty(),
        Circumstances.NONE,
        new Takeover(
            state,
            state != State.DETECTED && state != State.SHADOWING,
            ServiceRole.LEAVE,
            foreign
                ? List.of(new ForeignObject("Deployment kube-system/coredns", "kubeadm"))
                : List.of(),
            foreign ? Optional.of(Origin.valueOf(origin)) : Optional.empty(),
            foreign ? 2 : 0,
            "",
            Optional.empty(),
            false,
            false));
  }

  private static Plan plan(Adoption.Mode mode) throws InvalidDeclaration {
    ClusterDNSSpec usual = ClusterDNSSpec.defaults();
    var spec =
        new ClusterDNSSpec(
            usual.namespace(),
            usual.clusterDomain(),
            usual.corefile(),
            usual.corefileFrom(),
            usual.config(),
            usual.rollbackTo(),
            usual.nodeHosts(),
            usual.image(),
            usual.imagePullPolicy(),
            usual.imagePullSecrets(),
            usual.resources(),
            usual.tolerations(),
            usual.nodeSelector(),
            usual.priorityClassName(),
            usual.settings(),
            usual.service(),
            usual.drift(),
            usual.driftOverrides(),
            usual.rollout(),
            usual.networkPolicy(),
            new Adoption(mode),
            usual.deletionPolicy(),
            usual.revisionHistoryLimit());
    return new Planner("image:1")
        .plan(
            "cluster",
            spec,
            new ClusterFacts(36, "10.96.0.10", null, null, List.of(), List.of(), null));
  }
}
