package dev.nodens.sandbox.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.nodens.operator.OperatorProcess;
import dev.nodens.operator.Settings;
import dev.nodens.operator.observe.UdpRevisionProbe;
import dev.nodens.operator.validate.ServerParsers;
import dev.nodens.sandbox.PretendCluster;
import dev.nodens.sandbox.Sandbox;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The operator beside a DNS of somebody else: it joins when it is proven, leaves what is not its
/// own, stays when the other one goes. The Service has a ready endpoint all the time. The operator
/// looks by itself only every ten minutes: what it notices, it notices by its watches.
class TakeoverTest {
  private static final Path ROOT = Path.of(System.getProperty("nodens.root", ".."));
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private PretendCluster cluster;
  private OperatorProcess operator;
  private Thread watcher;
  private final AtomicBoolean watching = new AtomicBoolean();
  private final List<String> gaps = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    Sandbox sandbox = Sandbox.start(0);
    var setup = new PretendCluster.Setup(1, Duration.ofMillis(100), Optional.empty());
    cluster = PretendCluster.on(sandbox, setup);
    apply(ROOT.resolve("crds/clusterdnses.nodens.dev.yaml"));
    apply(ROOT.resolve("sandbox/src/test/resources/adoption/incumbent.yaml"));
    await()
        .alias("the pretended kubelets start pods")
        .atMost(PATIENCE)
        .until(() -> endpoints(pod -> true) > 0);
    operator =
        new OperatorProcess(
            new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(sandbox.server().kubeconfig()))
                .build(),
            new Settings(
                Set.of("kube-system"),
                "nodens/dns-server:test",
                "test",
                false,
                "kube-system",
                Duration.ofMinutes(10)),
            Clock.systemUTC(),
            new UdpRevisionProbe(cluster.dnsPort(), Duration.ofSeconds(1), new SecureRandom()),
            new ServerParsers(),
            (name, status) -> {});
    operator.start();
    watching.set(true);
    watcher = Thread.ofPlatform().daemon().start(this::watch);
  }

  @AfterEach
  void stop() throws Exception {
    watching.set(false);
    watcher.join();
    operator.close();
    cluster.close();
  }

  @Test
  void itJoinsWhenProvenStaysWhenTheOtherGoesAndHandsBackWhenItReturns() throws Exception {
    String service = uid("services", "kube-dns");
    ObjectNode untouched = get("services", "kube-dns");
    declare("spec: {}");

    awaitState("Serving");
    assertThat(adoption("foreign"))
        .hasToString(
            "[{\"object\":\"DaemonSet kube-system/coredns\",\"owner\":\"k3s add-on coredns\"},"
                + "{\"object\":\"Service kube-system/kube-dns\",\"owner\":\"k3s add-on coredns\"}]");
    assertThat(Json.text(get("configmaps", "cluster-adoption"), "data", "clusterdns.yaml"))
        .contains("cache 30");
    await("the EndpointSlice controller is done")
        .untilAsserted(
            () -> assertThat(endpoints(name -> name.startsWith("cluster-dns-"))).isEqualTo(1));
    assertThat(Json.at(get("services", "kube-dns"), "metadata"))
        .isEqualTo(Json.at(untouched, "metadata"));
    assertThat(condition("Adopted")).isEqualTo("False SharedWithK3sAddon");

    finalizers("coredns", "example.com/held");
    delete("daemonsets", "coredns", new DeleteOptions("Foreground", -1, "", "", false));
    await()
        .alias("the operator has seen the last pod go, and has nothing else to wait for")
        .atMost(PATIENCE)
        .until(() ->
            said("Adopted").contains(": 0 of 1 ready pods")
                && condition("Progressing").startsWith("False"));
    finalizers("coredns");
    awaitState("Exclusive");
    await()
        .alias("a Service without another server becomes the operator's")
        .atMost(PATIENCE)
        .until(() ->
            Json.text(get("services", "kube-dns"), "metadata", "labels", "nodens.dev/clusterdns")
                .equals("cluster"));
    assertThat(get("services", "kube-dns").toString())
        .doesNotContain("objectset.rio.cattle.io/owner-name\":");
    assertThat(condition("Adopted")).isEqualTo("True Exclusive");
    assertThat(dns().toString()).doesNotContain("Replaced").doesNotContain("Recreated");

    declare("spec: {deletionPolicy: HandBack}");
    await()
        .alias("the operator puts its finalizer on")
        .atMost(PATIENCE)
        .until(() -> !Json.at(dns(), "metadata", "finalizers").isEmpty());
    delete("clusterdnses", "cluster");
    await()
        .alias("the operator says what it waits for")
        .atMost(PATIENCE)
        .until(() -> adoption("instructions").asText().contains("deletionPolicy"));
    assertThat(endpoints(name -> name.startsWith("cluster-dns-"))).isPositive();
    apply(ROOT.resolve("sandbox/src/test/resources/adoption/incumbent.yaml"));

    await()
        .alias("pods leave some seconds after the other DNS is ready")
        .atMost(PATIENCE)
        .until(() -> find("clusterdnses", "cluster").isEmpty());
    assertThat(find("daemonsets", "cluster-dns")).isEmpty();
    assertThat(find("serviceaccounts", "cluster-dns")).isEmpty();
    assertThat(find("clusterroles", "nodens:cluster")).isEmpty();
    assertThat(find("configmaps", "cluster-adoption")).isEmpty();
    assertThat(uid("services", "kube-dns")).isEqualTo(service);
    assertThat(Json.at(get("services", "kube-dns"), "metadata", "labels").toString())
        .doesNotContain("nodens");
    assertThat(gaps).isEmpty();
  }

  @Test
  void aServiceThatItsOwnerRemovesComesBackWithItsAddress() throws Exception {
    declare("spec: {deletionPolicy: HandBack}");
    awaitState("Serving");
    String service = uid("services", "kube-dns");
    watching.set(false);

    delete("services", "kube-dns");
    delete("daemonsets", "coredns");

    await()
        .alias("the operator hears of it by its watch")
        .atMost(PATIENCE)
        .until(() ->
            find("services", "kube-dns")
                .filter(found -> !Json.text(found, "metadata", "uid").equals(service))
                .isPresent());
    assertThat(Json.text(get("services", "kube-dns"), "spec", "clusterIP")).isEqualTo("10.96.0.10");
    awaitState("Exclusive");

    apply(ROOT.resolve("sandbox/src/test/resources/adoption/incumbent.yaml"));
    awaitState("Serving");
    assertThat(condition("Adopted")).isEqualTo("False ForeignWorkloadPresent");
    delete("daemonsets", "coredns");
    awaitState("Exclusive");

    delete("clusterdnses", "cluster");
    declare("spec: {deletionPolicy: Retain}");
    await()
        .alias("a hand-back that is given up leaves the DNS as it is")
        .atMost(PATIENCE)
        .until(() -> find("clusterdnses", "cluster").isEmpty());
    assertThat(endpoints(name -> name.startsWith("cluster-dns-"))).isPositive();
  }

  /// Looks at the endpoints of the Service as often as it can.
  private void watch() {
    while (watching.get()) {
      if (find("services", "kube-dns").isEmpty()) {
        gaps.add("no Service");
      } else if (endpoints(pod -> true) == 0) {
        gaps.add("no ready endpoint");
      }
      Thread.yield();
    }
  }

  private long endpoints(Predicate<String> pod) {
    return find("discovery.k8s.io", "endpointslices", "kube-dns-slice0").stream()
        .flatMap(slice -> list(Json.at(slice, "endpoints")).stream())
        .filter(endpoint -> Json.at(endpoint, "conditions", "ready").asBoolean())
        .filter(endpoint -> pod.test(Json.text(endpoint, "targetRef", "name")))
        .count();
  }

  private static List<JsonNode> list(JsonNode array) {
    var all = new ArrayList<JsonNode>();
    array.forEach(all::add);
    return all;
  }

  private void awaitState(String state) {
    await()
        .alias("adoption state " + state + " (status is written by the operator)")
        .atMost(PATIENCE)
        .until(() -> Json.text(dns(), "status", "adoption", "state"), state::equals);
  }

  private JsonNode dns() {
    return find("clusterdnses", "cluster").orElseGet(Json::object);
  }

  private JsonNode adoption(String field) {
    return Json.at(dns(), "status", "adoption", field);
  }

  private String condition(String type) {
    JsonNode condition = found(type);
    return Json.text(condition, "status") + " " + Json.text(condition, "reason");
  }

  private String said(String type) {
    return Json.text(found(type), "message");
  }

  private JsonNode found(String type) {
    return list(Json.at(dns(), "status", "conditions")).stream()
        .filter(condition -> Json.text(condition, "type").equals(type))
        .findFirst()
        .orElseGet(Json::object);
  }

  private String uid(String plural, String name) {
    return Json.text(get(plural, name), "metadata", "uid");
  }

  private ResourceType type(String plural) {
    return cluster.sandbox().resources().kinds().all().stream()
        .filter(candidate -> candidate.plural().equals(plural))
        .findFirst()
        .orElseThrow();
  }

  private Optional<ObjectNode> find(String plural, String name) {
    return find("", plural, name);
  }

  private Optional<ObjectNode> find(String group, String plural, String name) {
    ResourceType type =
        group.isEmpty()
            ? type(plural)
            : cluster.sandbox().resources().kinds().require(group, plural);
    return cluster
        .sandbox()
        .resources()
        .find(Target.of(type, type.namespaced() ? "kube-system" : "", name))
        .map(Stored::tree);
  }

  private ObjectNode get(String plural, String name) {
    return find(plural, name).orElseThrow(() -> new AssertionError("no " + plural + "/" + name));
  }

  private void delete(String plural, String name) {
    delete(plural, name, DeleteOptions.DEFAULT);
  }

  private void delete(String plural, String name, DeleteOptions options) {
    var _ =
        cluster
            .sandbox()
            .resources()
            .delete(
                Target.of(type(plural), type(plural).namespaced() ? "kube-system" : "", name),
                options);
  }

  /// Holds a DaemonSet that is deleted, for as long as it has any.
  private void finalizers(String daemonSet, String... names) {
    ObjectNode patch = Json.object();
    ArrayNode all = patch.putObject("metadata").putArray("finalizers");
    List.of(names).forEach(all::add);
    var _ =
        cluster
            .sandbox()
            .resources()
            .patch(
                Target.of(type("daemonsets"), "kube-system", daemonSet),
                (schema, live) -> (ObjectNode) MergePatch.apply(live, patch),
                WriteOptions.by("k3s"));
  }

  private void declare(String spec) throws IOException {
    apply(
        (ObjectNode)
            new YAMLMapper()
                .readTree(
                    "apiVersion: nodens.dev/v1alpha1\nkind: ClusterDNS\nmetadata: {name: cluster}\n"
                        + spec));
  }

  private void apply(Path file) throws IOException {
    try (MappingIterator<ObjectNode> documents =
        new YAMLMapper().readerFor(ObjectNode.class).readValues(file.toFile())) {
      while (documents.hasNext()) {
        apply(documents.next());
      }
    }
  }

  private void apply(ObjectNode object) {
    var resources = cluster.sandbox().resources();
    ResourceType type =
        resources
            .kinds()
            .ofKind(Json.text(object, "apiVersion"), Json.text(object, "kind"))
            .orElseThrow();
    var _ =
        resources.apply(
            Target.of(
                type,
                Json.text(object, "metadata", "namespace"),
                Json.text(object, "metadata", "name")),
            object,
            WriteOptions.by("k3s").forced());
  }
}
