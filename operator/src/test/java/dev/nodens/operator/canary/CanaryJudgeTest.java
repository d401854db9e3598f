package dev.nodens.operator.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.operator.observe.Probe;
import dev.nodens.operator.observe.Prober.Reply;
import dev.nodens.operator.observe.Prober.Result;
import dev.nodens.operator.observe.Prober.Transport;
import dev.nodens.operator.rollout.CanaryVerdict;
import dev.nodens.wire.Name;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrType;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a canary pod's state, answers and age mean.
class CanaryJudgeTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Probe PROBE =
      Probe.in(
          "cluster name",
          Name.parse("kubernetes.default.svc.cluster.local."),
          RrType.A,
          new Probe.Records(""));
  private static final Reply GOOD = new Reply.Answer(Rcode.NOERROR, List.of("10.96.0.1"));
  private static final Reply SERVFAIL = new Reply.Answer(Rcode.SERVFAIL, List.of());
  private static final Reply NOTHING = new Reply.Silent("no answer to 2 queries");

  @ParameterizedTest(name = "ready: {0}, {1} s old, UDP {2}, TCP {3} -> {4}")
  @CsvSource({
    "true,  1,  good,     good,     Passed",
    "true,  1,  good,     servfail, Waiting",
    "true,  11, good,     servfail, Failed",
    "true,  11, good,     silent,   Failed",
    "true,  11, servfail, servfail, Failed",
    "true,  1,  silent,   silent,   Waiting",
    "true,  11, silent,   silent,   Unverifiable",
    "false, 11, servfail, servfail, Waiting",
    "false, 61, servfail, servfail, Failed",
    "false, 61, good,     good,     Failed",
  })
  void aRunningServerIsJudgedByItsAnswers(
      boolean ready, long age, String udp, String tcp, String verdict) {
    CanaryVerdict judged =
        CanaryJudge.judge(running(ready), results(udp, tcp), List.of(), NOON.plusSeconds(age));

    assertThat(judged.getClass().getSimpleName()).isEqualTo(verdict);
    assertThat(judged.message()).contains("node-2");
  }

  @Test
  void aFailureNamesTheNodeTheProbeTheTransportAndTheAnswer() {
    assertThat(
            CanaryJudge.judge(
                    running(true), results("good", "servfail"), List.of(), NOON.plusSeconds(11))
                .message())
        .isEqualTo(
            "on node-2: cluster name kubernetes.default.svc.cluster.local. A over TCP: SERVFAIL");
  }

  /// The serving pod may only repeat a SERVFAIL from its cache.
  @ParameterizedTest(name = "{0} s after it was ready -> {1}")
  @CsvSource({"0, Waiting", "10, Waiting", "11, Passed"})
  void aFailureThatTheServingPodSharesIsExcusedOnlyInTheEnd(long age, String verdict) {
    CanaryVerdict judged =
        CanaryJudge.judge(
            running(true), results("good", "good"), List.of("upstream . NS fails too"), at(age));

    assertThat(judged.getClass().getSimpleName()).isEqualTo(verdict);
    assertThat(judged.message()).contains("node-2", "upstream . NS fails too");
  }

  @Test
  void aBlockedPortIsSaidToBeThat() {
    assertThat(
            CanaryJudge.judge(
                    running(true), results("silent", "silent"), List.of(), NOON.plusSeconds(11))
                .message())
        .contains("no probe reaches port 53 of 10.244.1.9 over UDP or TCP", "NetworkPolicy");
  }

  @ParameterizedTest(name = "{0}, {1} s old -> {2}")
  @CsvSource({
    "CrashLoopBackOff,   1,  Failed",
    "ErrImagePull,       1,  Waiting",
    "ErrImagePull,       61, Failed",
    "ImagePullBackOff,   61, Failed",
    "ContainerCreating,  1,  Waiting",
    "ContainerCreating,  61, Unverifiable",
  })
  void aServerThatDoesNotStartIsJudgedByTheReason(String reason, long age, String verdict) {
    ContainerState state =
        new ContainerStateBuilder().withNewWaiting("the kubelet says why", reason).build();

    CanaryVerdict judged =
        CanaryJudge.judge(pod(state, false, "Pending", null), List.of(), List.of(), at(age));

    assertThat(judged.getClass().getSimpleName()).isEqualTo(verdict);
    assertThat(judged.message()).contains("node-2", reason + ": the kubelet says why");
  }

  @Test
  void aServerThatEndsSaysItsLastWords() {
    ContainerState state =
        new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(1)
            .withMessage("Corefile:3 - no such zone\n")
            .endTerminated()
            .build();

    assertThat(CanaryJudge.judge(pod(state, false, "Failed", null), List.of(), List.of(), NOON))
        .isEqualTo(
            new CanaryVerdict.Failed(
                "the server on node-2 ended: exit code 1: Corefile:3 - no such zone"));
  }

  @Test
  void aNodeWithoutRoomIsNoFaultOfTheRevision() {
    assertThat(
            CanaryJudge.judge(pod(null, false, "Failed", "OutOfcpu"), List.of(), List.of(), NOON))
        .isInstanceOf(CanaryVerdict.Unverifiable.class)
        .extracting(CanaryVerdict::message)
        .asString()
        .contains("node-2 has no room for a second DNS pod (OutOfcpu");
  }

  @Test
  void aKubeletThatDoesNothingIsNoFaultOfTheRevision() {
    Pod pod = pod(null, false, "Pending", null);

    assertThat(CanaryJudge.judge(pod, List.of(), List.of(), at(1)))
        .isInstanceOf(CanaryVerdict.Waiting.class);
    assertThat(CanaryJudge.judge(pod, List.of(), List.of(), at(61)))
        .isInstanceOf(CanaryVerdict.Unverifiable.class);
  }

  @Test
  void aPodThatIsStoppingIsWaitedFor() {
    Pod leaving =
        new PodBuilder(running(true))
            .editMetadata()
            .withDeletionTimestamp(NOON.toString())
            .endMetadata()
            .build();

    assertThat(CanaryJudge.canBeAsked(leaving)).isFalse();
    assertThat(CanaryJudge.judge(leaving, List.of(), List.of(), NOON))
        .isInstanceOf(CanaryVerdict.Waiting.class);
  }

  private static List<Result> results(String udp, String tcp) {
    return List.of(
        new Result(PROBE, Transport.UDP, reply(udp)), new Result(PROBE, Transport.TCP, reply(tcp)));
  }

  private static Reply reply(String name) {
    return switch (name) {
      case "good" -> GOOD;
      case "servfail" -> SERVFAIL;
      default -> NOTHING;
    };
  }

  private static Pod running(boolean ready) {
    return pod(
        new ContainerStateBuilder().withNewRunning(NOON.toString()).build(),
        ready,
        "Running",
        null);
  }

  private static Pod pod(
      @Nullable ContainerState state, boolean ready, String phase, @Nullable String reason) {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("cluster-canary-1")
            .withCreationTimestamp(NOON.toString())
            .endMetadata()
            .withNewSpec()
            .withNodeName("node-2")
            .endSpec()
            .withNewStatus()
            .withPhase(phase)
            .withReason(reason)
            .withPodIP("10.244.1.9")
            .addNewCondition()
            .withType("Ready")
            .withStatus(ready ? "True" : "False")
            .withLastTransitionTime(NOON.toString())
            .endCondition()
            .endStatus()
            .build();
    if (state != null) {
      pod.getStatus()
          .setContainerStatuses(
              List.of(
                  new io.fabric8.kubernetes.api.model.ContainerStatusBuilder()
                      .withState(state)
                      .build()));
    }
    return pod;
  }

  private static Instant at(long seconds) {
    return NOON.plusSeconds(seconds);
  }
}
