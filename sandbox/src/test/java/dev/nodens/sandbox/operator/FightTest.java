package dev.nodens.sandbox.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.Drift;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Somebody undoes every revert.
class FightTest {
  private OperatorScene scene;

  @BeforeEach
  void start() throws IOException {
    scene = OperatorScene.start(1);
    scene.declare("cluster", "{}");
    scene.awaitReady("cluster");
  }

  @AfterEach
  void stop() throws IOException {
    scene.close();
  }

  @Test
  void anOperatorThatStartsAnewDoesNotBeginTheFightAnew() {
    ClusterDNSStatus before = scene.status("cluster");
    while (before.drift() == null || before.drift().state() != Drift.State.FIGHTING) {
      edit();
      before =
          scene.await(
              "cluster",
              "put back, or left for now",
              s ->
                  !"ClientIP".equals(affinity())
                      || (s.drift() != null && s.drift().state() == Drift.State.FIGHTING));
    }
    Drift.Contest fight = before.drift().fights().getFirst();
    assertThat(fight.object()).isEqualTo("Service kube-system/kube-dns");
    assertThat(fight.author()).startsWith("argocd");

    scene.stopOperator();
    long version = version();
    scene.startOperator();
    scene.declare("cluster", "{revisionHistoryLimit: 3}");

    ClusterDNSStatus after =
        scene.await(
            "cluster",
            "the next operator has looked",
            s -> s.drift().state() == Drift.State.FIGHTING);
    assertThat(after.drift().fights()).contains(fight);
    assertThat(affinity()).as("left until the next try").isEqualTo("ClientIP");
    assertThat(version()).as("not written").isEqualTo(version);
  }

  private void edit() {
    scene
        .client
        .services()
        .inNamespace("kube-system")
        .withName("kube-dns")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager("argocd-controller")
                .build(),
            "{\"spec\":{\"sessionAffinity\":\"ClientIP\"}}");
  }

  private String affinity() {
    return scene
        .client
        .services()
        .inNamespace("kube-system")
        .withName("kube-dns")
        .get()
        .getSpec()
        .getSessionAffinity();
  }

  private long version() {
    return Long.parseLong(
        scene
            .client
            .services()
            .inNamespace("kube-system")
            .withName("kube-dns")
            .get()
            .getMetadata()
            .getResourceVersion());
  }
}
