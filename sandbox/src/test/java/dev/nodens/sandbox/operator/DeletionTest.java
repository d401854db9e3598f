package dev.nodens.sandbox.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.Drift;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is left when a ClusterDNS goes, by policy and by the way in which it is deleted.
class DeletionTest {
  private OperatorScene scene;

  @BeforeEach
  void start() throws IOException {
    scene = OperatorScene.start(1);
  }

  @AfterEach
  void stop() throws IOException {
    scene.close();
  }

  @ParameterizedTest
  @EnumSource(DeletionPropagation.class)
  void aDeletedDeclarationLeavesItsDnsAndOneOfTheSameNameTakesItOverUntouched(
      DeletionPropagation propagation) {
    scene.declare("cluster", "{nodeHosts: {enabled: true}}");
    ClusterDNSStatus before = scene.awaitReady("cluster");
    List<String> served = fingerprint("cluster");

    scene
        .client
        .resources(ClusterDNS.class)
        .withName("cluster")
        .withPropagationPolicy(propagation)
        .delete();
    OperatorScene.await("gone", () -> scene.dns("cluster") == null);
    assertThat(fingerprint("cluster")).isEqualTo(served);

    scene.declare("cluster", "{nodeHosts: {enabled: true}}");
    ClusterDNSStatus after = scene.awaitReady("cluster");

    assertThat(fingerprint("cluster")).isEqualTo(served);
    assertThat(after.revision().number()).isEqualTo(before.revision().number());
    assertThat(after.drift().state()).isEqualTo(Drift.State.IN_SYNC);
  }

  @Test
  void theDefinitionAndTheOperatorCanGoAndComeBack() throws IOException {
    scene.declare("cluster", "{}");
    scene.awaitReady("cluster");
    List<String> served = fingerprint("cluster");

    scene
        .client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(ClusterDNS.CRD_NAME)
        .delete();
    OperatorScene.await(
        "the definition is gone",
        () ->
            scene
                    .client
                    .apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName(ClusterDNS.CRD_NAME)
                    .get()
                == null);
    scene.stopOperator();
    assertThat(fingerprint("cluster")).isEqualTo(served);

    scene.apply(
        Files.readString(
            Path.of(System.getProperty("nodens.root"), "crds/clusterdnses.nodens.dev.yaml")));
    scene.startOperator();
    scene.declare("cluster", "{}");
    scene.awaitReady("cluster");

    assertThat(fingerprint("cluster")).isEqualTo(served);
  }

  @Test
  void thePolicyDeleteWaitsForAWordBeforeItTakesTheLastDnsAway() {
    scene.declare("cluster", "{deletionPolicy: Delete, nodeHosts: {enabled: true}}");
    scene.awaitReady("cluster");
    assertThat(scene.dns("cluster").getFinalizers()).containsExactly("nodens.dev/removal");
    List<String> served = fingerprint("cluster");

    scene.client.resources(ClusterDNS.class).withName("cluster").delete();

    ClusterDNSStatus waiting =
        scene.await(
            "cluster",
            "it waits",
            status -> OperatorScene.is(status, "Progressing", "DeletionWaits"));
    assertThat(OperatorScene.condition(waiting, "Progressing").message())
        .contains("no other DNS serves Service kube-system/kube-dns")
        .contains("kubectl annotate clusterdns cluster nodens.dev/confirm-delete=cluster")
        .contains("spec.deletionPolicy");
    assertThat(fingerprint("cluster")).isEqualTo(served);

    scene.patch(
        "cluster",
        "{\"metadata\":{\"annotations\":{\"nodens.dev/confirm-delete\":\"cluster\"}}}",
        "kubectl-annotate");

    OperatorScene.await("the ClusterDNS is gone", () -> scene.dns("cluster") == null);
    OperatorScene.await("all objects are gone", () -> owned("cluster").isEmpty());
    OperatorScene.await("all pods are gone", () -> scene.podUids("cluster").isEmpty());
  }

  @Test
  void whileTheDeletionWaitsTheDnsIsLookedAfterAndCanBeKept() {
    scene.declare("cluster", "{deletionPolicy: Delete}");
    scene.awaitReady("cluster");
    scene.client.resources(ClusterDNS.class).withName("cluster").delete();
    scene.await("cluster", "it waits", s -> OperatorScene.is(s, "Progressing", "DeletionWaits"));

    scene.client.services().inNamespace("kube-system").withName("kube-dns").delete();
    OperatorScene.await("the Service comes back", () -> service() != null);
    List<String> served = fingerprint("cluster");
    scene.patch("cluster", "{\"spec\":{\"deletionPolicy\":\"Retain\"}}", "kubectl-edit");

    OperatorScene.await("the ClusterDNS is gone", () -> scene.dns("cluster") == null);
    assertThat(fingerprint("cluster")).isEqualTo(served);
  }

  @Test
  void aFinalizerThatIsTakenAwayComesBackAndOneThatIsNotNeededGoes() {
    scene.declare("cluster", "{deletionPolicy: Delete}");
    scene.awaitReady("cluster");

    scene.patch("cluster", "{\"metadata\":{\"finalizers\":null}}", "kubectl-edit");
    scene.patch("cluster", "{\"spec\":{\"revisionHistoryLimit\":5}}", "kubectl-edit");
    OperatorScene.await("it is back", () -> !scene.dns("cluster").getFinalizers().isEmpty());
    scene.patch("cluster", "{\"spec\":{\"deletionPolicy\":\"Retain\"}}", "kubectl-edit");

    OperatorScene.await("it goes", () -> scene.dns("cluster").getFinalizers().isEmpty());
  }

  @Test
  void theSecondDeclarationForAServiceWritesNothingUntilTheFirstIsGone() throws Exception {
    scene.declare("first", "{}");
    scene.awaitReady("first");
    String address = service().getSpec().getClusterIP();
    // The age of an object is counted in seconds.
    Instant created = Instant.parse(scene.dns("first").getMetadata().getCreationTimestamp());
    OperatorScene.await("a second later", () -> Instant.now().isAfter(created.plusSeconds(1)));
    scene.declare("second", "{}");

    ClusterDNSStatus lost =
        scene.await("second", "it lost", s -> OperatorScene.is(s, "Accepted", "Conflict"));
    assertThat(OperatorScene.condition(lost, "Accepted").message())
        .contains("ClusterDNS first")
        .contains("Service kube-system/kube-dns at " + address)
        .contains("nothing was written");
    assertThat(OperatorScene.is(lost, "Available", "NoService")).isTrue();
    assertThat(owned("second")).isEmpty();
    assertThat(scene.isReady("first")).isTrue();
    String uid = service().getMetadata().getUid();

    scene.client.resources(ClusterDNS.class).withName("first").delete();

    scene.await("second", "it takes over", s -> OperatorScene.is(s, "Accepted", "Valid"));
    OperatorScene.await("its DaemonSet", () -> scene.workload("second") != null);
    OperatorScene.await(
        "the Service carries its name",
        () -> "second".equals(service().getMetadata().getLabels().get("nodens.dev/clusterdns")));
    assertThat(service().getMetadata().getUid()).isEqualTo(uid);
    assertThat(service().getSpec().getClusterIP()).isEqualTo(address);
  }

  private Service service() {
    return scene.client.services().inNamespace("kube-system").withName("kube-dns").get();
  }

  /// Every object of an owner: its kind, name, UID and generation, and the UIDs of its pods.
  private List<String> fingerprint(String owner) {
    List<String> all = new ArrayList<>();
    for (HasMetadata object : owned(owner)) {
      ObjectMeta metadata = object.getMetadata();
      assertThat(metadata.getOwnerReferences()).as("%s", metadata.getName()).isEmpty();
      all.add(
          "%s %s %s %s"
              .formatted(
                  object.getKind(),
                  metadata.getName(),
                  metadata.getUid(),
                  metadata.getGeneration()));
    }
    all.addAll(scene.podUids(owner));
    return all;
  }

  private List<HasMetadata> owned(String owner) {
    List<HasMetadata> all = new ArrayList<>();
    String label = "nodens.dev/clusterdns";
    String space = OperatorScene.NAMESPACE;
    var client = scene.client;
    all.addAll(client.configMaps().inNamespace(space).withLabel(label, owner).list().getItems());
    all.addAll(client.services().inNamespace(space).withLabel(label, owner).list().getItems());
    all.addAll(
        client.serviceAccounts().inNamespace(space).withLabel(label, owner).list().getItems());
    all.addAll(
        client.apps().daemonSets().inNamespace(space).withLabel(label, owner).list().getItems());
    all.addAll(client.rbac().clusterRoles().withLabel(label, owner).list().getItems());
    all.addAll(client.rbac().clusterRoleBindings().withLabel(label, owner).list().getItems());
    return all;
  }
}
