package dev.nodens.sandbox.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodens.operator.Leadership;
import dev.nodens.operator.OperatorProcess;
import dev.nodens.sandbox.json.Json;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What the operator does about things that it does not declare: addresses that others put behind
/// the Service, dead tokens, pods without their DaemonSet, servers that lag behind.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NeighboursTest {
  private static final String SLICE =
      """
      apiVersion: discovery.k8s.io/v1
      kind: EndpointSlice
      metadata:
        name: hijack
        namespace: kube-system
        labels: {kubernetes.io/service-name: kube-dns}
      addressType: IPv4
      ports: [{name: dns, port: 53, protocol: UDP}]
      endpoints: [{addresses: [192.0.2.66], conditions: {ready: true}}]
      """;

  private final SteppingClock clock = new SteppingClock(Instant.now());
  private Scene scene;
  private OperatorProcess operator;
  private KubernetesClient client;

  @BeforeAll
  void start() throws IOException {
    scene = new Scene(3);
    scene.declared.apply(Scene.ROOT.resolve("deploy/samples/node-hosts.yaml"));
    operator = scene.operator("operator", clock, Optional.<Leadership>empty());
    operator.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(scene.sandbox().server().kubeconfig()))
            .build();
  }

  @BeforeEach
  void settled() {
    // Budgets of the tests before are full again.
    clock.step(Duration.ofMinutes(2));
    scene.awaitServed();
  }

  @AfterAll
  void stop() throws IOException {
    client.close();
    operator.close();
    scene.close();
  }

  @Test
  void anAddressThatSomebodyPutBehindTheServiceIsNamedAndRemoved() {
    client.resource(SLICE).fieldManager("intruder").serverSideApply();

    awaitItem(item ->
        Json.text(item, "object").equals("EndpointSlice kube-system/hijack")
            && Json.text(item, "author").startsWith("intruder")
            && Json.text(item, "severity").equals("Critical")
            && Json.text(item, "action").equals("Reverted"));
    assertThat(
            client.discovery().v1().endpointSlices().inNamespace("kube-system").list().getItems())
        .extracting(slice -> slice.getMetadata().getName())
        .doesNotContain("hijack")
        .isNotEmpty();
  }

  @Test
  void thePolicyOfItsKindLeavesSuchAnAddress() {
    policies("[{\"kind\":\"EndpointSlice\",\"policy\":\"Report\"}]");
    client.resource(SLICE.replace("hijack", "wanted")).fieldManager("team").serverSideApply();

    awaitItem(item ->
        Json.text(item, "object").equals("EndpointSlice kube-system/wanted")
            && Json.text(item, "action").equals("Reported"));
    client.discovery().v1().endpointSlices().inNamespace("kube-system").withName("wanted").delete();
    policies("null");
  }

  @Test
  void podsWhoseTokenDiedWithTheServiceAccountAreRolledOnce() {
    Map<String, String> before = pods();

    client.serviceAccounts().inNamespace("kube-system").withName("cluster-dns").delete();

    scene.await(
        "every pod is another one",
        () -> pods().size() == 3 && pods().values().stream().noneMatch(before.values()::contains));
    scene.awaitServed();
    Map<String, String> after = pods();
    clock.step(Duration.ofMinutes(10));
    scene.awaitServed();
    assertThat(pods()).as("rolled once").isEqualTo(after);
  }

  @Test
  void podsOutliveTheirDaemonSetAndAreAdopted() {
    Map<String, String> before = pods();

    client
        .apps()
        .daemonSets()
        .inNamespace("kube-system")
        .withName("cluster-dns")
        .withPropagationPolicy(DeletionPropagation.ORPHAN)
        .delete();

    awaitItem(item ->
        Json.text(item, "object").equals("DaemonSet kube-system/cluster-dns")
            && Json.text(item, "type").equals("Missing")
            && Json.text(item, "action").equals("Recreated"));
    scene.awaitServed();
    assertThat(pods()).isEqualTo(before);
  }

  @Test
  void aServerThatGoesOnServingSomethingElseIsStartedAnew() {
    Pod pod = client.pods().inNamespace("kube-system").list().getItems().getFirst();
    Map<String, String> before = pods();
    scene
        .cluster()
        .serveInstead(pod.getStatus().getPodIP(), ".:53 {\n}\n".getBytes(StandardCharsets.UTF_8));
    clock.step(Duration.ofMinutes(3));
    scene.await(
        "the node is named",
        () -> Json.at(scene.declared.status(), "nodes", "servingOther").asInt() == 1);

    clock.step(Duration.ofMinutes(4));

    // The status may still be that of before the pod was deleted.
    scene.await(
        "its pod is another one",
        () -> pods().size() == 3 && !pods().containsValue(pod.getMetadata().getUid()));
    scene.awaitServed();
    Map<String, String> after = pods();
    assertThat(after).hasSize(3);
    after.values().removeAll(before.values());
    assertThat(after).as("no other pod was touched").hasSize(1);
  }

  private void policies(String overrides) {
    scene.declared.edit(
        "nodens.dev",
        "clusterdnses",
        "cluster",
        "{\"spec\":{\"driftOverrides\":" + overrides + "}}");
    // The operator may still be at work by the policy before.
    scene.awaitServed();
  }

  private void awaitItem(Predicate<JsonNode> wanted) {
    scene.await(
        "the status shows it",
        () -> {
          for (JsonNode item : Json.at(scene.declared.status(), "drift", "items")) {
            if (wanted.test(item)) {
              return true;
            }
          }
          return false;
        });
  }

  /// UIDs of the pods that stay, by node.
  private Map<String, String> pods() {
    List<Pod> all = client.pods().inNamespace("kube-system").list().getItems();
    Map<String, String> uids = new TreeMap<>();
    all.stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .forEach(pod -> uids.put(pod.getSpec().getNodeName(), pod.getMetadata().getUid()));
    return uids;
  }
}
