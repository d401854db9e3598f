package dev.nodens.operator.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.operator.Names;
import dev.nodens.operator.observe.Observation;
import dev.nodens.operator.observe.Observation.DnsPod;
import dev.nodens.operator.observe.Probe;
import dev.nodens.operator.observe.Prober;
import dev.nodens.operator.observe.Prober.Reply;
import dev.nodens.operator.plan.ClusterFacts;
import dev.nodens.operator.plan.ConfigText;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.plan.Planner;
import dev.nodens.operator.render.CanaryPod;
import dev.nodens.operator.rollout.CanaryVerdict;
import dev.nodens.operator.validate.StaticChecks;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrType;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The canary against pods that exist in memory only.
class ShadowCanaryTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final String SERVING = "10.244.0.";
  private static final String CANARY = "10.244.1.9";

  private final Map<String, Pod> pods = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  /// Names that a pod of this address answers with SERVFAIL.
  private final Map<String, List<String>> broken = new HashMap<>();

  private final ShadowCanary canary =
      new ShadowCanary(
          new PodControl() {
            @Override
            public void create(Pod pod) {
              pods.putIfAbsent(
                  pod.getMetadata().getName(),
                  new PodBuilder(pod)
                      .editMetadata()
                      .withCreationTimestamp(NOON.toString())
                      .endMetadata()
                      .withNewStatus()
                      .withPhase("Pending")
                      .endStatus()
                      .build());
            }

            @Override
            public void delete(Pod pod) {
              pods.remove(pod.getMetadata().getName());
            }
          },
          this::answer,
          Clock.fixed(NOON.plusSeconds(20), ZoneOffset.UTC));

  @Test
  void aCanaryPodRunsTheRevisionWhereNoServiceSelectsIt() throws Exception {
    Plan plan = plan("corp.example");

    assertThat(advance(plan, 1)).isInstanceOf(CanaryVerdict.Waiting.class);

    Pod pod = onlyPod();
    assertThat(pod.getMetadata().getLabels())
        .doesNotContainKey(Names.K8S_APP)
        .containsEntry(Names.COMPONENT, CanaryPod.COMPONENT)
        .containsEntry(Names.REVISION, plan.revision().id());
    assertThat(pod.getMetadata().getOwnerReferences()).hasSize(1);
    assertThat(pod.getSpec().getNodeName()).startsWith("node-");
    assertThat(pod.getSpec().getRestartPolicy()).isEqualTo("Never");
    assertThat(pod.getSpec().getVolumes().getFirst().getProjected().getSources().getFirst())
        .extracting(source -> source.getConfigMap().getName())
        .isEqualTo(plan.revision().name());
  }

  @Test
  void asManyNodesAsWantedAlwaysTheSameForARevision() throws Exception {
    advance(plan("corp.example"), 3);
    var first = List.copyOf(pods.keySet());
    advance(plan("corp.example"), 3);

    assertThat(pods.keySet()).hasSize(3).containsExactlyInAnyOrderElementsOf(first);
  }

  @Test
  void aGoodRevisionPassesWithAllItsProbes() throws Exception {
    advance(plan("corp.example"), 1);
    run();

    CanaryVerdict verdict = advance(plan("corp.example"), 1);

    assertThat(verdict).isInstanceOf(CanaryVerdict.Passed.class);
    assertThat(asked)
        .contains(
            CANARY + " cluster name kubernetes.default.svc.cluster.local. A",
            CANARY + " reverse name 1.0.96.10.in-addr.arpa. PTR",
            CANARY + " stub zone corp.example. SOA");
  }

  @Test
  void aStubZoneThatFailsOnlyInTheCanaryIsTheRevisionsFault() throws Exception {
    broken.put(CANARY, List.of("corp.example."));
    advance(plan("corp.example"), 1);
    run();

    assertThat(advance(plan("corp.example"), 1))
        .isInstanceOf(CanaryVerdict.Failed.class)
        .extracting(CanaryVerdict::message)
        .asString()
        .contains("stub zone corp.example. SOA over UDP: SERVFAIL");
  }

  @Test
  void aStubZoneThatTheServingPodCannotAskEitherDoesNotCount() throws Exception {
    broken.put(CANARY, List.of("corp.example."));
    for (int node = 1; node <= 3; node++) {
      broken.put(SERVING + node, List.of("corp.example."));
    }
    advance(plan("corp.example"), 1);
    run();

    assertThat(advance(plan("corp.example"), 1))
        .isInstanceOf(CanaryVerdict.Passed.class)
        .extracting(CanaryVerdict::message)
        .asString()
        .contains("stub zone corp.example. SOA fails in the serving pod too");
  }

  @Test
  void aClusterNameThatFailsEverywhereIsStillAFailure() throws Exception {
    broken.put(CANARY, List.of("kubernetes.default.svc.cluster.local."));
    for (int node = 1; node <= 3; node++) {
      broken.put(SERVING + node, List.of("kubernetes.default.svc.cluster.local."));
    }
    advance(plan("corp.example"), 1);
    run();

    assertThat(advance(plan("corp.example"), 1)).isInstanceOf(CanaryVerdict.Failed.class);
  }

  @Test
  void oneBadNodeOfSeveralIsEnough() throws Exception {
    advance(plan("corp.example"), 2);
    run();
    Pod crashed = pods.values().iterator().next();
    pods.put(
        crashed.getMetadata().getName(),
        new PodBuilder(crashed).editStatus().withPhase("Failed").endStatus().build());

    assertThat(advance(plan("corp.example"), 2)).isInstanceOf(CanaryVerdict.Failed.class);
  }

  @Test
  void podsOfAnotherRevisionAreRemoved() throws Exception {
    advance(plan("corp.example"), 1);
    advance(plan("other.example"), 1);

    assertThat(pods.values())
        .singleElement()
        .satisfies(pod ->
            assertThat(pod.getMetadata().getLabels())
                .containsEntry(Names.REVISION, plan("other.example").revision().id()));
  }

  @Test
  void withoutAReadyPodThereIsNoPlaceForACanary() throws Exception {
    Plan plan = plan("corp.example");

    assertThat(canary.advance(trial(plan, 1, NOON.plusSeconds(10)), List.of(), seen(0)))
        .isInstanceOf(CanaryVerdict.Waiting.class);
    assertThat(canary.advance(trial(plan, 1, NOON), List.of(), seen(0)))
        .as("an outage, which the revision may end")
        .isInstanceOf(CanaryVerdict.Passed.class);
    assertThat(pods).isEmpty();
  }

  @Test
  void thatNoPodIsSeenIsNoOutageWhileTheDaemonSetCountsReadyOnes() throws Exception {
    assertThat(canary.advance(trial(plan("corp.example"), 1, NOON), List.of(), seen(2)))
        .isInstanceOf(CanaryVerdict.Waiting.class);
  }

  @Test
  void inTheEndNothingIsLeft() throws Exception {
    advance(plan("corp.example"), 3);

    canary.end(List.copyOf(pods.values()));

    assertThat(pods).isEmpty();
  }

  private CanaryVerdict advance(Plan plan, int nodes) {
    List<DnsPod> serving =
        List.of(serving("node-1", 1), serving("node-2", 2), serving("node-3", 3));
    return canary.advance(
        trial(plan, nodes), List.copyOf(pods.values()), seen(serving.size(), serving));
  }

  private static Observation seen(int ready) {
    return seen(ready, List.of());
  }

  private static Observation seen(int ready, List<DnsPod> pods) {
    return new Observation(
        Optional.of(new Observation.Workload(true, 3, 3, ready, ready)), pods, Map.of());
  }

  private static ShadowCanary.Trial trial(Plan plan, int nodes) {
    return trial(plan, nodes, NOON);
  }

  private static ShadowCanary.Trial trial(Plan plan, int nodes, Instant begun) {
    return new ShadowCanary.Trial(
        plan,
        ProbePlan.of(plan, StaticChecks.read(plan.revision().text()), Optional.empty()),
        nodes,
        new OwnerReferenceBuilder().withName("c").withUid("1").build(),
        begun);
  }

  private Pod onlyPod() {
    assertThat(pods).hasSize(1);
    return pods.values().iterator().next();
  }

  /// All canary pods become ready.
  private void run() {
    pods.replaceAll((name, pod) ->
        new PodBuilder(pod)
            .editMetadata()
            .withCreationTimestamp(NOON.toString())
            .endMetadata()
            .withNewStatus()
            .withPhase("Running")
            .withPodIP(CANARY)
            .addNewCondition()
            .withType("Ready")
            .withStatus("True")
            .withLastTransitionTime(NOON.toString())
            .endCondition()
            .addNewContainerStatus()
            .withNewState()
            .withNewRunning(NOON.toString())
            .endState()
            .endContainerStatus()
            .endStatus()
            .build());
  }

  private List<Prober.Result> answer(String address, List<Probe> questions) {
    List<Prober.Result> results = new ArrayList<>();
    for (Probe question : questions) {
      asked.add(address + " " + question);
      boolean bad = broken.getOrDefault(address, List.of()).contains(question.name().toString());
      Reply reply =
          bad
              ? new Reply.Answer(Rcode.SERVFAIL, List.of())
              : new Reply.Answer(Rcode.NOERROR, List.of(data(question)));
      for (Prober.Transport transport : Prober.Transport.values()) {
        results.add(new Prober.Result(question, transport, reply));
      }
    }
    return results;
  }

  private static String data(Probe question) {
    if (question.expected() instanceof Probe.Records(String data) && !data.isEmpty()) {
      return data;
    }
    return question.type() == RrType.A ? "10.96.0.1" : "x";
  }

  private static DnsPod serving(String node, int number) {
    return new DnsPod(
        "dns-" + number,
        "uid-" + number,
        Optional.of(node),
        Optional.of(SERVING + number),
        true,
        false,
        "old",
        Optional.empty());
  }

  private static Plan plan(String stubZone) {
    String corefile =
        """
        .:53 {
            health
            ready
            kubernetes cluster.local in-addr.arpa
        }
        %s:53 {
            forward %s 192.0.2.1
        }
        """
            .formatted(stubZone, stubZone);
    try {
      return new Planner("image:1")
          .plan(
              "c",
              ClusterDNSSpec.defaults(),
              new ClusterFacts(36, "10.96.0.10", null, null, List.of(), List.of(), null),
              ConfigText.of(corefile));
    } catch (dev.nodens.operator.plan.InvalidDeclaration e) {
      throw new IllegalStateException(e);
    }
  }
}
