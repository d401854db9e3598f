package dev.nodens.sandbox.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.crd.Drift;
import dev.nodens.crd.DriftPolicy;
import dev.nodens.operator.apply.Enforcer;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.apply.Intent;
import dev.nodens.operator.apply.KubernetesObjects;
import dev.nodens.sandbox.Sandbox;
import dev.nodens.sandbox.schema.KubernetesTypes;
import dev.nodens.sandbox.schema.Schema;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
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

/// Makes every edit of [Edits] to every object that the operator declares, and expects each to be
/// found, to be blamed on who did it, and to be put back. Against the sandbox and, with
/// `-Dnodens.apiserver=KUBECONFIG`, against a real API server.
///
/// What the API server itself refuses (an immutable field, a value of the wrong form) is counted
/// apart: nobody can do that to an object.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryLeafTest {
  private static final String INTRUDER = "intruder";
  private static final PatchContext EDIT =
      new PatchContext.Builder().withPatchType(PatchType.JSON).withFieldManager(INTRUDER).build();

  /// Seldom enough that nobody takes the intruder for a fighter.
  private static final Duration BETWEEN_EDITS = Duration.ofMinutes(16);

  private final Map<String, KubernetesClient> clients = new LinkedHashMap<>();
  private final KubernetesTypes types = KubernetesTypes.load();
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

  private static final class Count {
    int made;
    int added;
    int refused;
    final List<String> missed = new ArrayList<>();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void everyChangeIsFoundBlamedAndPutBack(String server) {
    KubernetesClient client = clients.get(server);
    var clock = new SteppingClock(Instant.now());
    var enforcer = new Enforcer(new KubernetesObjects(client, key -> Optional.empty()), clock);
    var count = new Count();
    for (HasMetadata object :
        DeclaredObjects.objects("every-leaf", "10.96.0.53", "example.com/dns:1")) {
      Intent intent = Intent.of(object, client.getKubernetesSerialization());
      enforcer.bring(intent, DriftPolicy.ENFORCE, false);
      JsonNode live = enforcer.bring(intent, DriftPolicy.ENFORCE, true).live();
      for (Edits.Edit edit : Edits.of(intent.json(), live, schema(object))) {
        clock.step(BETWEEN_EDITS);
        if (!made(client, intent, edit, content(live))) {
          count.refused++;
          continue;
        }
        count.made++;
        count.added += edit.toString().startsWith("add") ? 1 : 0;
        Enforcer.Result result = enforcer.bring(intent, DriftPolicy.ENFORCE, true);
        verdict(result.findings(), content(live), content(result.live()))
            .ifPresent(why -> count.missed.add(intent.key() + ", " + edit + ": " + why));
      }
      Enforcer.Result last = enforcer.bring(intent, DriftPolicy.ENFORCE, true);
      assertThat(last.wrote()).as("%s is left alone when nothing changed", intent.key()).isFalse();
      assertThat(content(last.live())).isEqualTo(content(live));
    }
    System.out.printf(
        "%s: %d edits made (%d of them additions), %d found, blamed and put back; %d others the API server refused%n",
        server, count.made, count.added, count.made - count.missed.size(), count.refused);

    assertThat(count.missed).isEmpty();
    assertThat(count.made).isGreaterThan(300);
    assertThat(count.added).isGreaterThan(60);
  }

  @ParameterizedTest
  @MethodSource("servers")
  void anHourOfIdleResyncsWritesNothing(String server) {
    KubernetesClient client = clients.get(server);
    var clock = new SteppingClock(Instant.now());
    var enforcer = new Enforcer(new KubernetesObjects(client, key -> Optional.empty()), clock);
    List<Intent> intents =
        DeclaredObjects.objects("idle", "10.96.0.54", "example.com/dns:1").stream()
            .map(object -> Intent.of(object, client.getKubernetesSerialization()))
            .toList();
    intents.forEach(intent -> enforcer.bring(intent, DriftPolicy.ENFORCE, false));

    int looks = 0;
    for (int minute = 0; minute < 60; minute++) {
      clock.step(Duration.ofMinutes(1));
      for (Intent intent : intents) {
        Enforcer.Result result = enforcer.bring(intent, DriftPolicy.ENFORCE, true);
        assertThat(result.findings()).as("%s, minute %d", intent.key(), minute).isEmpty();
        assertThat(result.wrote()).as("%s, minute %d", intent.key(), minute).isFalse();
        looks++;
      }
    }
    System.out.printf(
        "%s: an idle hour of %d looks, nothing found, nothing written%n", server, looks);
  }

  private Schema schema(HasMetadata object) {
    String group = object.getApiVersion().replaceAll("(\\.k8s\\.io)?/.*", "");
    String shortGroup =
        switch (group) {
          case "v1" -> "core";
          case "rbac.authorization" -> "rbac";
          default -> group;
        };
    return types.schema(shortGroup + ".v1." + object.getKind());
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
      return Optional.of("action " + findings);
    }
    return before.equals(after) ? Optional.empty() : Optional.of("left " + after);
  }

  /// Whether the API server took the edit.
  private static boolean made(
      KubernetesClient client, Intent intent, Edits.Edit edit, JsonNode before) {
    var serialization = client.getKubernetesSerialization();
    var object = serialization.convertValue(intent.json(), GenericKubernetesResource.class);
    for (ObjectNode choice : edit.choices()) {
      ArrayNode operations = JsonNodeFactory.instance.arrayNode().add(choice);
      try {
        HasMetadata edited = client.resource(object).patch(EDIT, operations.toString());
        if (!content(serialization.convertValue(edited, JsonNode.class)).equals(before)) {
          return true;
        }
      } catch (KubernetesClientException e) {
        assertThat(e.getCode()).as("%s: %s", choice, e.getMessage()).isIn(400, 422);
      }
    }
    return false;
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

  private static KubernetesClient client(Config config) {
    return new KubernetesClientBuilder().withConfig(config).build();
  }
}
