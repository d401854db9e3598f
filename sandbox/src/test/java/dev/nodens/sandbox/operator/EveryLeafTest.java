package dev.nodens.sandbox.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.crd.Drift;
import dev.nodens.crd.DriftPolicy;
import dev.nodens.operator.apply.Enforcer;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.apply.Intent;
import dev.nodens.operator.apply.KubernetesObjects;
import dev.nodens.operator.plan.ClusterFacts;
import dev.nodens.operator.plan.Planner;
import dev.nodens.operator.render.Renderer;
import dev.nodens.sandbox.Sandbox;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.File;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Changes every leaf of every object that the operator declares, and adds a foreign key to every
/// map, and expects each to be found, to be blamed on who did it, and to be put back. Against the
/// sandbox and, with `-Dnodens.apiserver=KUBECONFIG`, against a real API server.
///
/// What the API server itself refuses (an immutable field, a value of the wrong form) is counted
/// apart: nobody can do that to an object.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryLeafTest {
  private static final String INTRUDER = "intruder";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final PatchContext EDIT =
      new PatchContext.Builder().withPatchType(PatchType.JSON).withFieldManager(INTRUDER).build();

  private final Map<String, KubernetesClient> clients = new LinkedHashMap<>();
  private Sandbox sandbox;

  @BeforeAll
  void start() throws Exception {
    sandbox = Sandbox.start(0);
    clients.put(
        "sandbox",
        client(new ConfigBuilder(Config.empty()).withMasterUrl(sandbox.server().url()).build()));
    String real = System.getProperty("nodens.apiserver", "");
    if (!real.isEmpty()) {
      clients.put("real", client(Config.fromKubeconfig(new File(real))));
    }
  }

  @AfterAll
  void stop() {
    clients.values().forEach(KubernetesClient::close);
    sandbox.close();
  }

  List<String> servers() {
    return List.copyOf(clients.keySet());
  }

  @ParameterizedTest
  @MethodSource("servers")
  void everyChangeIsFoundBlamedAndPutBack(String server) throws Exception {
    KubernetesClient client = clients.get(server);
    var objects = new KubernetesObjects(client, key -> Optional.empty());
    var enforcer = new Enforcer(objects, Clock.systemUTC());
    int changed = 0;
    int refused = 0;
    List<String> missed = new ArrayList<>();
    for (HasMetadata object : declared()) {
      Intent intent = Intent.of(object, client.getKubernetesSerialization());
      enforcer.bring(intent, DriftPolicy.ENFORCE, false);
      JsonNode before = content(objects.get(intent.key()).orElseThrow());
      for (ObjectNode edit : edits(intent.json())) {
        if (!edit(client, object, edit)
            || content(objects.get(intent.key()).orElseThrow()).equals(before)) {
          refused++;
          continue;
        }
        changed++;
        List<Finding> findings = enforcer.bring(intent, DriftPolicy.ENFORCE, true).findings();
        JsonNode after = content(objects.get(intent.key()).orElseThrow());
        verdict(findings, before, after)
            .ifPresent(
                why -> missed.add(intent.key() + " " + edit.path("path").asText() + ": " + why));
        assertThatCode(() -> enforcer.bring(intent, DriftPolicy.ENFORCE, true))
            .doesNotThrowAnyException();
      }
      assertThat(enforcer.bring(intent, DriftPolicy.ENFORCE, true).wrote())
          .as("%s is left alone when nothing changed", intent.key())
          .isFalse();
    }
    System.out.printf(
        "%s: %d edits made, %d found and put back, %d refused by the API server%n",
        server, changed, changed - missed.size(), refused);

    assertThat(missed).isEmpty();
    assertThat(changed).isGreaterThan(60);
  }

  private static Optional<String> verdict(List<Finding> findings, JsonNode before, JsonNode after) {
    if (findings.isEmpty()) {
      return Optional.of("not found");
    }
    // Who removes a field and writes no other is named nowhere in the object.
    boolean traceless = findings.stream().allMatch(finding -> finding.type() == Drift.Type.REMOVED);
    if (!traceless
        && findings.stream()
            .noneMatch(finding -> finding.author().orElse("").startsWith(INTRUDER))) {
      return Optional.of("blamed on " + findings.stream().map(Finding::author).toList());
    }
    if (findings.stream().anyMatch(finding -> finding.action() != Drift.Action.REVERTED)) {
      return Optional.of("action " + findings.stream().map(Finding::action).toList());
    }
    return before.equals(after) ? Optional.empty() : Optional.of("left " + after);
  }

  /// Whether the API server took the edit.
  private static boolean edit(KubernetesClient client, HasMetadata object, ObjectNode edit) {
    ArrayNode operations = JsonNodeFactory.instance.arrayNode().add(edit);
    try {
      var live = client.resource(object).get();
      String version = live.getMetadata().getResourceVersion();
      HasMetadata edited = client.resource(object).patch(EDIT, operations.toString());
      return !edited.getMetadata().getResourceVersion().equals(version);
    } catch (KubernetesClientException e) {
      assertThat(e.getCode()).as("%s: %s", edit, e.getMessage()).isIn(400, 422);
      return false;
    }
  }

  /// One JSON patch operation per leaf and per map.
  private static List<ObjectNode> edits(JsonNode intent) {
    List<ObjectNode> edits = new ArrayList<>();
    for (String part : List.of("data", "spec", "rules", "subjects", "roleRef", "immutable")) {
      if (intent.has(part)) {
        walk(intent.get(part), "/" + part, edits);
      }
    }
    for (String map : List.of("labels", "annotations")) {
      intent
          .path("metadata")
          .path(map)
          .properties()
          .forEach(entry ->
              walk(entry.getValue(), "/metadata/" + map + "/" + escaped(entry.getKey()), edits));
    }
    return edits;
  }

  private static void walk(JsonNode node, String path, List<ObjectNode> edits) {
    if (node.isObject()) {
      node.properties()
          .forEach(entry -> walk(entry.getValue(), path + "/" + escaped(entry.getKey()), edits));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        walk(node.get(i), path + "/" + i, edits);
      }
    } else {
      edits.add(operation("replace", path, other(node)));
      edits.add(operation("remove", path, null));
    }
    if (node.isObject() && isFreeMap(path)) {
      edits.add(operation("add", path + "/foreign", JsonNodeFactory.instance.textNode("x")));
    }
  }

  private static boolean isFreeMap(String path) {
    return path.endsWith("abels")
        || path.endsWith("/data")
        || path.endsWith("/selector")
        || path.endsWith("odeSelector");
  }

  private static ObjectNode operation(String op, String path, JsonNode value) {
    ObjectNode operation = JsonNodeFactory.instance.objectNode().put("op", op).put("path", path);
    if (value != null) {
      operation.set("value", value);
    }
    return operation;
  }

  private static JsonNode other(JsonNode leaf) {
    JsonNodeFactory factory = JsonNodeFactory.instance;
    if (leaf.isBoolean()) {
      return factory.booleanNode(!leaf.asBoolean());
    }
    if (leaf instanceof NumericNode number) {
      return factory.numberNode(number.asInt() + 1);
    }
    return factory.textNode(
        switch (leaf.asText()) {
          case "UDP" -> "SCTP";
          case "Default" -> "ClusterFirst";
          case "PreferSameNode" -> "PreferSameZone";
          case "ClusterIP" -> "NodePort";
          case "IfNotPresent" -> "Always";
          case "RuntimeDefault" -> "Unconfined";
          case "HTTP" -> "HTTPS";
          case "Exists" -> "Equal";
          case "NoSchedule" -> "NoExecute";
          case "RollingUpdate" -> "OnDelete";
          case "10%" -> "20%";
          case "50m" -> "60m";
          case "96Mi" -> "97Mi";
          case "256Mi" -> "257Mi";
          case "32Mi" -> "33Mi";
          default -> leaf.asText() + "x";
        });
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  /// An object without what the API server counts up.
  private static JsonNode content(JsonNode object) {
    ObjectNode copy = object.deepCopy();
    copy.remove("status");
    ObjectNode metadata = (ObjectNode) copy.path("metadata");
    metadata.remove(
        List.of("managedFields", "resourceVersion", "generation", "uid", "creationTimestamp"));
    if (metadata.path("annotations") instanceof ObjectNode annotations) {
      annotations.remove("deprecated.daemonset.template.generation");
    }
    return copy;
  }

  private static List<HasMetadata> declared() throws Exception {
    var spec =
        JSON.readValue(
            """
            {"nodeHosts": {"enabled": true}, "image": "registry.example.com/dns:1", "imagePullSecrets": ["one"], "service": {"name": "every-leaf"}}
            """,
            ClusterDNSSpec.class);
    var node =
        new ClusterFacts.NodeFacts(
            "node-1", List.of(new ClusterFacts.Address("InternalIP", "192.0.2.1")));
    var facts = new ClusterFacts(36, null, "10.96.0.53", null, List.of(node), List.of(), null);
    var plan = new Planner("unused").plan("every-leaf", spec, facts);
    return Renderer.render(plan);
  }

  private static KubernetesClient client(Config config) {
    return new KubernetesClientBuilder().withConfig(config).build();
  }
}
