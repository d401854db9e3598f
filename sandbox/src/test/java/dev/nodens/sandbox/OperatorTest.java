package dev.nodens.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.nodens.operator.OperatorProcess;
import dev.nodens.operator.Settings;
import dev.nodens.operator.observe.UdpRevisionProbe;
import dev.nodens.operator.validate.ServerParsers;
import dev.nodens.sandbox.api.DeleteOptions;
import dev.nodens.sandbox.api.Target;
import dev.nodens.sandbox.api.WriteOptions;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.json.MergePatch;
import dev.nodens.sandbox.kind.ResourceType;
import dev.nodens.sandbox.store.Stored;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The real operator against the sandbox: what it makes, what it puts back, what it refuses, what
/// it leaves behind.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorTest {
  private static final Path ROOT = Path.of(System.getProperty("nodens.root", ".."));
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final WriteOptions INTRUDER = WriteOptions.by("kubectl-edit");

  private PretendCluster cluster;
  private OperatorProcess operator;

  @BeforeAll
  void start() throws IOException {
    Sandbox sandbox = Sandbox.start(0);
    var setup = new PretendCluster.Setup(3, Duration.ofMillis(100), Optional.empty());
    cluster = PretendCluster.on(sandbox, setup);
    apply(ROOT.resolve("crds/clusterdnses.nodens.dev.yaml"));
    Config config = Config.fromKubeconfig(sandbox.server().kubeconfig());
    operator =
        new OperatorProcess(
            new KubernetesClientBuilder().withConfig(config).build(),
            new Settings(
                Set.of("kube-system"),
                "nodens/dns-server:test",
                "test",
                false,
                "kube-system",
                // What it notices, it notices by its watches.
                Duration.ofMinutes(10)),
            Clock.systemUTC(),
            new UdpRevisionProbe(cluster.dnsPort(), Duration.ofSeconds(1), new SecureRandom()),
            new ServerParsers(),
            (name, status) -> {});
    operator.start();
  }

  @AfterAll
  void stop() throws IOException {
    operator.close();
    cluster.close();
  }

  @BeforeEach
  void declare() throws IOException {
    apply(ROOT.resolve("deploy/samples/node-hosts.yaml"));
    awaitDns("Ready on all nodes", this::readyEverywhere);
  }

  @Test
  void aDeclarationBecomesItsObjects() {
    JsonNode dns = clusterDns();
    String revision = Json.text(dns, "status", "revision", "name");

    assertThat(Json.at(get("configmaps", revision), "immutable").asBoolean()).isTrue();
    assertThat(Json.text(get("configmaps", revision), "data", "Corefile")).contains("kubernetes");
    assertThat(Json.text(get("configmaps", "cluster-node-hosts"), "data", "NodeHosts"))
        .contains("10.200.0.1 node-1");
    assertThat(Json.at(get("daemonsets", "cluster-dns"), "status", "numberReady").asInt())
        .isEqualTo(3);
    assertThat(Json.text(get("services", "kube-dns"), "spec", "clusterIP")).isNotEmpty();
    assertThat(Json.text(dns, "status", "nodes", "summary")).isEqualTo("3/3");
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          configmaps          | cluster-node-hosts | {"data":{"NodeHosts":"192.0.2.66 node-1\\n"}}
          configmaps          | cluster-node-hosts | {"data":{"extra":"key"}}
          services            | kube-dns           | {"spec":{"sessionAffinity":"ClientIP"}}
          services            | kube-dns           | {"spec":{"selector":{"k8s-app":"other"}}}
          services            | kube-dns           | {"spec":{"internalTrafficPolicy":"Local"}}
          daemonsets          | cluster-dns        | {"spec":{"template":{"spec":{"dnsPolicy":"ClusterFirst"}}}}
          daemonsets          | cluster-dns        | {"spec":{"template":{"spec":{"priorityClassName":"system-node-critical"}}}}
          daemonsets          | cluster-dns        | {"spec":{"updateStrategy":{"rollingUpdate":{"maxSurge":0,"maxUnavailable":"50%"}}}}
          daemonsets          | cluster-dns        | {"metadata":{"labels":{"nodens.dev/clusterdns":null}}}
          services            | kube-dns           | {"metadata":{"labels":{"nodens.dev/clusterdns":"other"}}}
          clusterroles        | nodens:cluster     | {"metadata":{"labels":{"nodens.dev/clusterdns":"other"}}}
          """)
  void aForeignEditIsNamedWithItsAuthorAndPutBack(String plural, String name, String patch) {
    ObjectNode before = spec(get(plural, name));

    edit(plural, name, patch);

    awaitDns(
        "drift of " + name + " named",
        d -> items(d).stream().anyMatch(i -> concerns(i, name) && put(i)));
    await()
        .alias("the reconcile loop writes when it wants to")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(spec(get(plural, name))).isEqualTo(before));
    awaitDns("Ready on all nodes", this::readyEverywhere);
  }

  private static boolean put(JsonNode item) {
    return Json.text(item, "author").startsWith("kubectl-edit")
        && Json.text(item, "action").equals("Reverted");
  }

  @ParameterizedTest
  @CsvSource({
    "configmaps, cluster-node-hosts",
    "services, kube-dns",
    "daemonsets, cluster-dns",
    "serviceaccounts, cluster-dns"
  })
  void whatIsDeletedComesBackAsItWas(String plural, String name) {
    ObjectNode before = spec(get(plural, name));
    String uid = Json.text(get(plural, name), "metadata", "uid");

    var _ = cluster.sandbox().resources().delete(target(plural, name), DeleteOptions.DEFAULT);

    await()
        .alias("the operator hears of it by its watch")
        .atMost(PATIENCE)
        .until(() ->
            find(plural, name)
                .filter(o -> !Json.text(o, "metadata", "uid").equals(uid))
                .isPresent());
    assertThat(spec(get(plural, name))).isEqualTo(before);
    awaitDns("Ready on all nodes", this::readyEverywhere);
  }

  @Test
  void aBrokenCorefileNeverRolls() {
    String revision = Json.text(clusterDns(), "status", "revision", "name");
    long generation = Json.at(get("daemonsets", "cluster-dns"), "metadata", "generation").asLong();
    ObjectNode broken = Json.object();
    broken.putObject("spec").put("corefile", ".:53 {\n    forwarf . 192.0.2.1\n}\n");

    edit("clusterdnses", "cluster", broken.toString());

    JsonNode dns =
        awaitDns("Accepted=False", d -> condition(d, "Accepted").equals("False") && isCurrent(d));
    assertThat(message(dns, "Accepted")).contains(":2").contains("forwarf");
    assertThat(Json.text(dns, "status", "revision", "name")).isEqualTo(revision);
    assertThat(Json.at(get("daemonsets", "cluster-dns"), "metadata", "generation").asLong())
        .isEqualTo(generation);
    edit("clusterdnses", "cluster", "{\"spec\":{\"corefile\":null}}");
    awaitDns("Ready on all nodes", this::readyEverywhere);
  }

  @Test
  void deletingTheDeclarationLeavesTheDnsServing() {
    String address = Json.text(get("services", "kube-dns"), "spec", "clusterIP");

    var _ =
        cluster
            .sandbox()
            .resources()
            .delete(target("clusterdnses", "cluster"), DeleteOptions.DEFAULT);

    await()
        .alias("a finalizer may have to go first")
        .atMost(PATIENCE)
        .until(() -> find("clusterdnses", "cluster").isEmpty());
    assertThat(Json.at(get("daemonsets", "cluster-dns"), "status", "numberReady").asInt())
        .isEqualTo(3);
    assertThat(Json.text(get("services", "kube-dns"), "spec", "clusterIP")).isEqualTo(address);
  }

  // The API, as a user of it.

  private Target target(String plural, String name) {
    ResourceType type =
        cluster.sandbox().resources().kinds().all().stream()
            .filter(t -> t.plural().equals(plural))
            .findFirst()
            .orElseThrow();
    return Target.of(type, type.namespaced() ? "kube-system" : "", name);
  }

  private Optional<ObjectNode> find(String plural, String name) {
    return cluster.sandbox().resources().find(target(plural, name)).map(Stored::tree);
  }

  private ObjectNode get(String plural, String name) {
    return find(plural, name).orElseThrow(() -> new AssertionError("no " + plural + "/" + name));
  }

  private JsonNode clusterDns() {
    return find("clusterdnses", "cluster").orElseGet(Json::object);
  }

  private void edit(String plural, String name, String patch) {
    JsonNode change = Json.parse(patch);
    var _ =
        cluster
            .sandbox()
            .resources()
            .patch(
                target(plural, name),
                (schema, live) -> (ObjectNode) MergePatch.apply(live, change),
                INTRUDER);
  }

  private void apply(Path file) throws IOException {
    var object = (ObjectNode) new YAMLMapper().readTree(file.toFile());
    var resources = cluster.sandbox().resources();
    ResourceType type =
        resources
            .kinds()
            .ofKind(Json.text(object, "apiVersion"), Json.text(object, "kind"))
            .orElseThrow();
    var _ =
        resources.apply(
            Target.of(type, "", Json.text(object, "metadata", "name")),
            object,
            WriteOptions.by("test").forced());
  }

  /// What a declaration says about an object, without what the server adds.
  private static ObjectNode spec(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    copy.remove(List.of("metadata", "status"));
    copy.set("labels", Json.at(object, "metadata", "labels"));
    return copy;
  }

  private static List<JsonNode> items(JsonNode dns) {
    var items = new java.util.ArrayList<JsonNode>();
    Json.at(dns, "status", "drift", "items").forEach(items::add);
    return items;
  }

  private static boolean concerns(JsonNode item, String name) {
    String object = Json.text(item, "object");
    return object.endsWith("/" + name) || object.endsWith(" " + name);
  }

  private static String condition(JsonNode dns, String type) {
    return field(dns, type, "status");
  }

  private static String message(JsonNode dns, String type) {
    return field(dns, type, "message");
  }

  private static String field(JsonNode dns, String type, String field) {
    for (JsonNode condition : Json.at(dns, "status", "conditions")) {
      if (Json.text(condition, "type").equals(type)) {
        return Json.text(condition, field);
      }
    }
    return "";
  }

  private static boolean isCurrent(JsonNode dns) {
    return Json.at(dns, "status", "observedGeneration").asLong()
        == Json.at(dns, "metadata", "generation").asLong();
  }

  private boolean readyEverywhere(JsonNode dns) {
    return isCurrent(dns)
        && condition(dns, "Ready").equals("True")
        && Json.at(dns, "status", "nodes", "serving").asInt() == 3;
  }

  private JsonNode awaitDns(String what, Predicate<JsonNode> wanted) {
    return await()
        .alias(what + " (status is written by the operator)")
        .atMost(PATIENCE)
        .until(this::clusterDns, wanted);
  }
}
