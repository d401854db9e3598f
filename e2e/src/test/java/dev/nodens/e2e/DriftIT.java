package dev.nodens.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.ClusterDNSStatus.Revision;
import dev.nodens.crd.Drift;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Somebody changes what runs: it is seen, named and put back, and the status says so.
@ExtendWith(Scene.Setter.class)
final class DriftIT {
  private static final String ALTERED = ".:53 {\n    erratic\n}\n";

  private final Scene scene;

  DriftIT(Scene scene) {
    this.scene = scene;
  }

  @BeforeEach
  @AfterEach
  void everythingIsInOrder() {
    scene.awaitReady();
  }

  @Test
  void theConfigMapOfARevisionCannotBeEdited() {
    Shell.Result edit =
        Cluster.kubectl(
            "-n",
            Cluster.DNS_NAMESPACE,
            "patch",
            "configmap",
            scene.revision().name(),
            "--type=merge",
            "-p",
            "{\"data\":{\"Corefile\":\"altered\"}}");

    assertThat(edit.status()).isNotZero();
    assertThat(edit.output()).contains("immutable");
  }

  @Test
  void aConfigMapThatWasReplacedIsNamedAndMadeAnew() {
    Revision revision = scene.revision();
    String corefile = live(revision).getData().get("Corefile");

    replace(revision);
    long named = scene.awaitDrift("the replaced ConfigMap", item -> isReplacement(item, revision));
    long start = System.nanoTime();
    Awaitility.await("the Corefile is what it was")
        .atMost(Scene.PATIENCE)
        .untilAsserted(() -> assertThat(corefile(revision)).isEqualTo(corefile));

    scene.figure(
        "ConfigMap replaced: named in the status after %d ms, put back %d ms later",
        named, (System.nanoTime() - start) / 1_000_000);
    Dig served =
        Cluster.dig(scene.clientOn("node-2"), "revision.nodens", "TXT", "CH", "@" + Cluster.DNS);
    assertThat(served.answers())
        .as("no server took the altered text")
        .containsExactly('"' + revision.hash() + '"');
  }

  private static boolean isReplacement(Drift.Item item, Revision revision) {
    return item.object().contains("ConfigMap")
        && item.object().contains(revision.name())
        && String.valueOf(item.author()).contains("intruder");
  }

  @Test
  void anEditedDaemonSetIsNamedAndPutBack() {
    Cluster.kubectl(
            "-n",
            Cluster.DNS_NAMESPACE,
            "patch",
            "daemonset",
            "cluster-dns",
            "--field-manager=kubectl-edit",
            "-p",
            "{\"spec\":{\"template\":{\"spec\":{\"dnsPolicy\":\"ClusterFirst\"}}}}")
        .text();
    long named =
        scene.awaitDrift(
            "the edited DaemonSet",
            item ->
                item.object().contains("DaemonSet")
                    && item.path().contains("dnsPolicy")
                    && String.valueOf(item.declared()).contains("Default")
                    && String.valueOf(item.live()).contains("ClusterFirst")
                    && String.valueOf(item.author()).contains("kubectl-edit"));
    long start = System.nanoTime();
    Awaitility.await("the DaemonSet is what it was")
        .atMost(Scene.PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    scene
                        .client()
                        .apps()
                        .daemonSets()
                        .inNamespace(Cluster.DNS_NAMESPACE)
                        .withName("cluster-dns")
                        .get()
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getDnsPolicy())
                .isEqualTo("Default"));

    scene.figure(
        "DaemonSet edited: named in the status after %d ms, put back %d ms later",
        named, (System.nanoTime() - start) / 1_000_000);
    Drift drift = scene.status().drift();
    assertThat(drift).isNotNull();
    assertThat(drift.reverts()).isPositive();
    assertThat(drift.lastRevertedAt()).isNotNull();
  }

  @Test
  void anAddressThatSomebodyPutBehindTheServiceIsNamedAndRemoved() {
    var slices =
        scene.client().discovery().v1().endpointSlices().inNamespace(Cluster.DNS_NAMESPACE);
    slices
        .resource(
            new EndpointSliceBuilder()
                .withNewMetadata()
                .withName("hijack")
                .addToLabels("kubernetes.io/service-name", "kube-dns")
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withName("dns")
                .withPort(53)
                .withProtocol("UDP")
                .endPort()
                .addNewEndpoint()
                .withAddresses("192.0.2.66")
                .withNewConditions()
                .withReady(true)
                .endConditions()
                .endEndpoint()
                .build())
        .fieldManager("intruder")
        .serverSideApply();

    long named =
        scene.awaitDrift(
            "the foreign EndpointSlice",
            item ->
                item.object().endsWith("/hijack")
                    && String.valueOf(item.author()).contains("intruder")
                    && item.action() == Drift.Action.REVERTED);

    assertThat(slices.withName("hijack").get()).isNull();
    scene.figure("foreign EndpointSlice: removed and named after %d ms", named);
  }

  @Test
  void whoUndoesEveryRevertIsNamedAndLeftAlone() {
    long reverts = reverts();
    long start = System.nanoTime();
    Awaitility.await("the operator holds back")
        .atMost(Scene.PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> {
          affinity("ClientIP");
          Drift drift = scene.status().drift();
          return drift != null && drift.state() == Drift.State.FIGHTING;
        });
    long found = (System.nanoTime() - start) / 1_000_000;
    long made = reverts() - reverts;

    String said = scene.status().condition("WorkloadInSync").orElseThrow().message();
    assertThat(said).startsWith("fighter (Update) undid").contains("driftOverrides");
    assertThat(made).as("items put back").isBetween(5L, 20L);
    scene.figure(
        "a writer twice a second: found out after %d ms and %d reverted fields", found, made);
    affinity("None");
  }

  private long reverts() {
    Drift drift = scene.status().drift();
    return drift == null ? 0 : drift.reverts();
  }

  private static void affinity(String value) {
    Cluster.kubectl(
            "-n",
            Cluster.DNS_NAMESPACE,
            "patch",
            "service",
            "kube-dns",
            "--type=merge",
            "--field-manager=fighter",
            "-p",
            "{\"spec\":{\"sessionAffinity\":\"" + value + "\",\"sessionAffinityConfig\":null}}")
        .text();
  }

  private String corefile(Revision revision) {
    ConfigMap now = live(revision);
    return now == null ? "" : now.getData().get("Corefile");
  }

  private ConfigMap live(Revision revision) {
    return scene
        .client()
        .configMaps()
        .inNamespace(Cluster.DNS_NAMESPACE)
        .withName(revision.name())
        .get();
  }

  /// A ConfigMap is replaced in two steps. The operator may be faster than we are between them;
  /// then nothing was replaced, and we try again.
  private void replace(Revision revision) {
    ConfigMap own = live(revision);
    ConfigMap altered =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(revision.name())
            .withNamespace(Cluster.DNS_NAMESPACE)
            .withLabels(own.getMetadata().getLabels())
            .withAnnotations(own.getMetadata().getAnnotations())
            .endMetadata()
            .withImmutable(true)
            .withData(Map.of("Corefile", ALTERED))
            .build();
    Awaitility.await("the ConfigMap is replaced by an altered one")
        .atMost(Scene.PATIENCE)
        .untilAsserted(() -> {
          try {
            scene.client().resource(own).delete();
            scene.client().resource(altered).fieldManager("intruder").serverSideApply();
          } catch (KubernetesClientException e) {
            throw new AssertionError("the operator was faster", e);
          }
        });
  }
}
