package dev.nodens.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.ClusterDNSStatus.Origin;
import dev.nodens.crd.ClusterDNSStatus.Outcome;
import dev.nodens.crd.ClusterDNSStatus.Revision;
import dev.nodens.crd.Condition;
import dev.nodens.crd.RolloutStatus.Phase;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/// Revisions that fail after they were accepted: no client notices.
@ExtendWith(Scene.Setter.class)
final class RevisionsIT {
  private static final String NAME = "web.default.svc.cluster.local";
  private final Scene scene;

  RevisionsIT(Scene scene) {
    this.scene = scene;
  }

  @BeforeEach
  void everythingIsInOrder() {
    scene.awaitReady();
  }

  @AfterEach
  void theDeclarationIsWhatItWas() {
    scene.patch(
        "{\"spec\":{\"corefile\":null,\"config\":null,\"image\":null,\"rollbackTo\":null,\"rollout\":null}}");
    scene.awaitReady();
  }

  /// It passes the server's parsers and all checks, and its server starts and is ready; but cluster
  /// names go to an upstream that nobody can reach.
  @Test
  void aRevisionThatCannotResolveNeverReachesAServingPod() {
    refused(
        corefile("forward . 192.0.2.1"), "cluster name kubernetes.default.svc.cluster.local. A");
  }

  /// Cluster names resolve, names of the outside only with the upstreams before it.
  @Test
  void aRevisionWithADeadUpstreamNeverReachesAServingPod() {
    try (Upstream upstream = Upstream.start()) {
      assertThat(upstream).isNotNull();
      refused(
          corefile("kubernetes cluster.local in-addr.arpa ip6.arpa", "forward . 192.0.2.1"),
          "upstream . NS");
    }
  }

  private void refused(String patch, String probe) {
    Revision before = scene.revision();
    List<String> pods = podNames();
    try (SteadyClient client = SteadyClient.start(scene.clientOn("node-2"), NAME)) {
      long start = System.nanoTime();
      scene.patch(patch);
      awaitPhase(Phase.HALTED);
      double seconds = (System.nanoTime() - start) / 1e9;
      SteadyClient.Outcome outcome = client.stop();

      scene.figure("canary refused a revision after %.1f s: %s", seconds, outcome.text());
      assertThat(progressing().reason()).isEqualTo("CanaryFailed");
      assertThat(progressing().message()).contains(probe + " over", "on node-");
      assertThat(scene.revision().number()).isEqualTo(before.number());
      assertThat(podNames()).isEqualTo(pods);
      assertThat(outcome.failures()).isEmpty();
    }
    Awaitility.await("no canary pod is left")
        .atMost(Scene.PATIENCE)
        .untilAsserted(() -> assertThat(canaries()).isEmpty());
  }

  @Test
  void aRollThatFailsGoesBackWithoutALostQuery() {
    Revision before = scene.revision();
    try (SteadyClient client = SteadyClient.start(scene.clientOn("node-2"), NAME)) {
      long start = System.nanoTime();
      scene.patch(
          "{\"spec\":{\"image\":\"nodens/dns-server:never-built\",\"rollout\":{\"canary\":\"Disabled\",\"progressDeadlineSeconds\":10}}}");
      awaitPhase(Phase.HALTED);
      double seconds = (System.nanoTime() - start) / 1e9;
      SteadyClient.Outcome outcome = client.stop();

      scene.figure(
          "roll that never gets ready (deadline 10 s) undone after %.1f s: %s",
          seconds, outcome.text());
      assertThat(progressing().reason()).isEqualTo("RolledBack");
      assertThat(progressing().message()).contains("is not rolled out", "serves again");
      assertThat(scene.revision().number()).isEqualTo(before.number());
      assertThat(scene.status().history().getFirst().outcome()).isEqualTo(Outcome.ROLLED_BACK);
      assertThat(outcome.failures()).isEmpty();
    }
  }

  /// Its pods are ready on every node; that names do not resolve shows only when they are asked.
  @Test
  void aRollAfterWhichNamesDoNotResolveGoesBack() {
    Revision before = scene.revision();
    long start = System.nanoTime();
    scene.patch(
        "{\"spec\":{\"rollout\":{\"canary\":\"Disabled\",\"maxSurge\":\"100%%\",\"progressDeadlineSeconds\":30}%s}}"
            .formatted("," + inner("forward . 192.0.2.1")));
    awaitPhase(Phase.HALTED);
    Awaitility.await("the way back may take longer than the deadline on a busy machine")
        .atMost(Scene.PATIENCE)
        .untilAsserted(() -> assertThat(progressing().reason()).isEqualTo("RolledBack"));

    scene.figure(
        "roll after which names do not resolve (deadline 30 s) undone after %.1f s",
        (System.nanoTime() - start) / 1e9);
    assertThat(progressing().message())
        .contains("does not serve", "cluster name kubernetes.default.svc.cluster.local. A")
        .contains("revision " + before.number() + " serves again");
    assertThat(scene.revision().number()).isEqualTo(before.number());
    assertThat(scene.status().history().getFirst().outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(Cluster.dig(scene.clientOn("node-2"), "@" + Cluster.DNS, NAME).status())
        .isEqualTo("NOERROR");
  }

  @Test
  @EnabledIfSystemProperty(
      named = "e2e.full",
      matches = "true",
      disabledReason = "two more rolls; the sandbox shows the same in seconds")
  void rollbackToBringsAnEarlierRevisionBackWithoutALostQuery() {
    Revision before = scene.revision();
    try (SteadyClient client = SteadyClient.start(scene.clientOn("node-2"), NAME)) {
      scene.patch("{\"spec\":{\"config\":{\"cache\":{\"maxSeconds\":66}}}}");
      scene.awaitReady();
      assertThat(scene.revision().hash()).isNotEqualTo(before.hash());

      scene.patch("{\"spec\":{\"rollbackTo\":%d}}".formatted(before.number()));
      scene.awaitReady();
      SteadyClient.Outcome outcome = client.stop();

      scene.figure("a roll and rollbackTo: %s", outcome.text());
      assertThat(scene.revision().name()).isEqualTo(before.name());
      assertThat(scene.revision().source()).isEqualTo(Origin.ROLLBACK);
      assertThat(outcome.failures()).isEmpty();
    }
  }

  @Test
  @EnabledIfSystemProperty(
      named = "e2e.full",
      matches = "true",
      disabledReason =
          "half a minute more; the sandbox kills the operator after each of its writes")
  void anOperatorThatIsKilledInTheMiddleOfACanaryIsFollowedByOneThatEndsIt() {
    Revision before = scene.revision();
    List<String> pods = podNames();
    scene.patch(corefile("forward . 192.0.2.1"));
    Awaitility.await("a canary pod")
        .atMost(Scene.PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(canaries()).isNotEmpty());

    Cluster.kubectl(
            "-n",
            Cluster.OPERATOR_NAMESPACE,
            "delete",
            "pods",
            "--all",
            "--force",
            "--grace-period=0")
        .text();

    awaitPhase(Phase.HALTED);
    assertThat(progressing().reason()).isEqualTo("CanaryFailed");
    assertThat(scene.revision().number()).isEqualTo(before.number());
    assertThat(podNames()).isEqualTo(pods);
    Awaitility.await("no canary pod is left")
        .atMost(Scene.PATIENCE)
        .untilAsserted(() -> assertThat(canaries()).isEmpty());
  }

  /// A patch to a Corefile with these lines.
  private static String corefile(String... lines) {
    return "{\"spec\":{%s}}".formatted(inner(lines));
  }

  private static String inner(String... lines) {
    return "\"corefile\":\".:53 {\\n    health\\n    ready\\n    %s\\n}\\n\""
        .formatted(String.join("\\n    ", lines));
  }

  private Condition progressing() {
    return scene.status().condition("Progressing").orElseThrow(AssertionError::new);
  }

  private List<Pod> canaries() {
    return scene
        .client()
        .pods()
        .inNamespace(Cluster.DNS_NAMESPACE)
        .withLabel("app.kubernetes.io/component", "dns-canary")
        .list()
        .getItems();
  }

  private List<String> podNames() {
    return scene.dnsPods().stream().map(Pod::getMetadata).map(m -> m.getName()).sorted().toList();
  }

  private void awaitPhase(Phase phase) {
    Awaitility.await("phase " + phase)
        .atMost(Scene.PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> {
          ClusterDNS now = scene.client().resources(ClusterDNS.class).withName("cluster").get();
          assertThat(scene.status().observedGeneration())
              .isEqualTo(now.getMetadata().getGeneration());
          assertThat(scene.status().rollout()).isNotNull();
          assertThat(scene.status().rollout().phase()).isEqualTo(phase);
        });
  }
}
