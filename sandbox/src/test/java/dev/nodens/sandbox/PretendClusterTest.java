package dev.nodens.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.api.DeleteOptions;
import dev.nodens.sandbox.api.Target;
import dev.nodens.sandbox.api.WriteOptions;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.json.MergePatch;
import dev.nodens.sandbox.store.Stored;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PretendClusterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final WriteOptions TEST = WriteOptions.by("test");
  private static final String DAEMON_SET =
      """
      {"metadata": {"name": "d"},
       "spec": {
         "selector": {"matchLabels": {"app": "d"}},
         "updateStrategy": {"rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}},
         "template": {
           "metadata": {"labels": {"app": "d"}},
           "spec": {
             "containers": [{"name": "c", "image": "i:1",
               "volumeMounts": [{"name": "conf", "mountPath": "/etc/coredns"}]}],
             "volumes": [{"name": "conf", "configMap": {"name": "conf"}}]}}}}
      """;

  private PretendCluster cluster;

  private void start(int nodes) throws IOException {
    var setup = new PretendCluster.Setup(nodes, Duration.ZERO, Optional.empty());
    cluster = PretendCluster.on(Sandbox.start(0), setup);
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
  }

  private Target target(String group, String plural, String name) {
    return Target.of(cluster.sandbox().resources().kinds().require(group, plural), "default", name);
  }

  private void create(String group, String plural, String json) {
    var _ =
        cluster
            .sandbox()
            .resources()
            .create(target(group, plural, ""), (ObjectNode) Json.parse(json), TEST);
  }

  private void configMap() {
    create("", "configmaps", "{\"metadata\":{\"name\":\"conf\"},\"data\":{\"Corefile\":\".\"}}");
  }

  private JsonNode daemonSet() {
    return cluster
        .sandbox()
        .resources()
        .find(target("apps", "daemonsets", "d"))
        .<JsonNode>map(Stored::tree)
        .orElseGet(Json::object);
  }

  private int count(String field) {
    return Json.at(daemonSet(), "status", field).asInt();
  }

  private List<ObjectNode> pods() {
    var resources = cluster.sandbox().resources();
    return resources.list(resources.kinds().require("", "pods"), "default").stream()
        .map(Stored::tree)
        .toList();
  }

  private void awaitReady(int pods) {
    await()
        .alias("pods start on another thread")
        .atMost(PATIENCE)
        .until(() ->
            count("numberAvailable") == pods
                && count("updatedNumberScheduled") == pods
                && count("observedGeneration")
                    == Json.at(daemonSet(), "metadata", "generation").asInt());
  }

  @Test
  void aTaintedNodeGetsNoPodWithoutAToleration() throws IOException {
    start(3);
    configMap();
    create("apps", "daemonsets", DAEMON_SET);

    awaitReady(2);

    assertThat(pods().stream().map(p -> Json.text(p, "spec", "nodeName")))
        .containsExactlyInAnyOrder("node-2", "node-3");
    assertThat(count("desiredNumberScheduled")).isEqualTo(2);
  }

  @Test
  void aPodWaitsForItsConfigMap() throws IOException {
    start(2);
    create("apps", "daemonsets", DAEMON_SET);
    await()
        .alias("the kubelet reports what it waits for")
        .atMost(PATIENCE)
        .until(() ->
            pods().stream()
                .anyMatch(p ->
                    Json.text(
                            Json.at(p, "status", "containerStatuses").path(0),
                            "state",
                            "waiting",
                            "message")
                        .contains("\"conf\" not found")));

    configMap();

    awaitReady(1);
  }

  @Test
  void aRolloutBySurgeNeverLeavesANodeWithoutAReadyPod() throws IOException {
    start(4);
    configMap();
    create("apps", "daemonsets", DAEMON_SET);
    awaitReady(3);
    var before = new HashSet<>(pods().stream().map(p -> Json.text(p, "metadata", "uid")).toList());
    JsonNode patch =
        Json.parse("{\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"v\":\"2\"}}}}}");

    var _ =
        cluster
            .sandbox()
            .resources()
            .patch(
                target("apps", "daemonsets", "d"),
                (schema, live) -> (ObjectNode) MergePatch.apply(live, patch),
                TEST);
    await()
        .alias("the rollout takes a few rounds")
        .atMost(PATIENCE)
        .until(() -> {
          assertThat(count("numberReady")).isEqualTo(3);
          return pods().size() == 3
              && pods().stream().noneMatch(p -> before.contains(Json.text(p, "metadata", "uid")));
        });

    awaitReady(3);
  }

  @Test
  void deletingADaemonSetDeletesWhatItOwns() throws IOException {
    start(2);
    configMap();
    create("apps", "daemonsets", DAEMON_SET);
    awaitReady(1);

    var _ =
        cluster
            .sandbox()
            .resources()
            .delete(target("apps", "daemonsets", "d"), DeleteOptions.DEFAULT);

    await()
        .alias("the garbage collector comes round")
        .atMost(PATIENCE)
        .until(() -> pods().isEmpty());
  }

  @Test
  void orphanedPodsStay() throws IOException {
    start(2);
    configMap();
    create("apps", "daemonsets", DAEMON_SET);
    awaitReady(1);
    var orphan = new DeleteOptions("Orphan", -1, "", "", false);

    var _ = cluster.sandbox().resources().delete(target("apps", "daemonsets", "d"), orphan);

    await()
        .alias("the finalizer is removed by the garbage collector")
        .atMost(PATIENCE)
        .until(() -> daemonSet().isEmpty());
    assertThat(pods()).hasSize(1);
    assertThat(Json.at(pods().getFirst(), "metadata", "ownerReferences")).isEmpty();
  }

  @Test
  void aServiceGetsEndpointsOfItsReadyPods() throws IOException {
    start(3);
    configMap();
    create("apps", "daemonsets", DAEMON_SET);
    create(
        "",
        "services",
        "{\"metadata\":{\"name\":\"s\"},\"spec\":{\"selector\":{\"app\":\"d\"},"
            + "\"trafficDistribution\":\"PreferSameNode\",\"ports\":[{\"port\":53}]}}");
    awaitReady(2);

    await()
        .alias("the controller runs on another thread")
        .atMost(PATIENCE)
        .until(() -> readyEndpoints().equals(addresses()));
  }

  private Set<String> readyEndpoints() {
    var ready = new HashSet<String>();
    var slice = target("discovery.k8s.io", "endpointslices", "s-slice0");
    cluster
        .sandbox()
        .resources()
        .find(slice)
        .ifPresent(s ->
            Json.at(s.tree(), "endpoints")
                .forEach(e -> {
                  if (Json.at(e, "conditions", "ready").asBoolean()) {
                    ready.add(e.path("addresses").path(0).asText());
                  }
                }));
    return ready;
  }

  private Set<String> addresses() {
    return new HashSet<>(pods().stream().map(p -> Json.text(p, "status", "podIP")).toList());
  }

  @Test
  void aThousandNodesFillUp() throws IOException {
    start(1001);
    configMap();
    create("apps", "daemonsets", DAEMON_SET);

    awaitReady(1000);

    assertThat(addresses()).hasSize(1000);
  }
}
