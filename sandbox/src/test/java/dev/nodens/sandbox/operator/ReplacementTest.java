package dev.nodens.sandbox.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.crd.Drift;
import dev.nodens.crd.DriftPolicy;
import dev.nodens.operator.apply.ClusterObjects;
import dev.nodens.operator.apply.Enforcer;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.apply.Intent;
import dev.nodens.operator.apply.KubernetesObjects;
import dev.nodens.operator.apply.ObjectKey;
import dev.nodens.operator.plan.ClusterFacts;
import dev.nodens.operator.plan.Planner;
import dev.nodens.operator.render.Renderer;
import dev.nodens.sandbox.Sandbox;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Somebody deletes an object and makes another one of its name. Whenever the two steps come
/// between the operator's own requests, who made the other one is named, unless the operator was
/// there first and there never was another one.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplacementTest {
  private static final String INTRUDER = "intruder";

  private Sandbox sandbox;
  private KubernetesClient client;

  @BeforeAll
  void start() throws Exception {
    sandbox = Sandbox.start(0);
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty())
                    .withMasterUrl(sandbox.server().url())
                    .build())
            .build();
  }

  @AfterAll
  void stop() {
    client.close();
    sandbox.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoReplacesAnObjectIsNamedWhateverTheOperatorDoesMeanwhile(boolean immutable)
      throws Exception {
    var direct = new KubernetesObjects(client, key -> Optional.empty());
    Intent intent = intent(immutable);
    for (int deletion = 0; deletion < 4; deletion++) {
      for (int creation = deletion; creation < 6; creation++) {
        var between = new Between(direct);
        var enforcer = new Enforcer(between, Clock.systemUTC());
        enforcer.bring(intent, DriftPolicy.ENFORCE, false);
        var replacement = new Replacement(client, intent);
        between.at(deletion, replacement::delete);
        between.at(creation, replacement::create);

        List<Finding> found = new ArrayList<>();
        for (int pass = 0; pass < 6; pass++) {
          try {
            found.addAll(enforcer.bring(intent, DriftPolicy.ENFORCE, true).findings());
          } catch (KubernetesClientException e) {
            assertThat(e.getCode()).as(e.getMessage()).isIn(409, 422);
          }
        }

        String when =
            "deleted before request %d, made before request %d: %s"
                .formatted(deletion, creation, between.requests);
        assertThat(direct.get(intent.key()).orElseThrow().path("data"))
            .as(when)
            .isEqualTo(intent.json().path("data"));
        assertThat(found).as(when).isNotEmpty();
        if (replacement.made) {
          assertThat(found)
              .as(when)
              .anySatisfy(
                  finding -> assertThat(finding.author().orElse("nobody")).startsWith(INTRUDER));
        } else {
          assertThat(found).as(when).extracting(Finding::type).contains(Drift.Type.MISSING);
        }
      }
    }
  }

  /// What the intruder does, in two steps.
  private static final class Replacement {
    private final KubernetesClient client;
    private final Intent intent;
    private boolean made;

    Replacement(KubernetesClient client, Intent intent) {
      this.client = client;
      this.intent = intent;
    }

    void delete() {
      client
          .configMaps()
          .inNamespace(intent.key().namespace().orElseThrow())
          .withName(intent.key().name())
          .delete();
    }

    void create() {
      var metadata = intent.json().path("metadata");
      ConfigMap other =
          new ConfigMapBuilder()
              .withNewMetadata()
              .withName(intent.key().name())
              .withNamespace(intent.key().namespace().orElseThrow())
              .withLabels(texts(metadata.path("labels")))
              .withAnnotations(texts(metadata.path("annotations")))
              .endMetadata()
              .withImmutable(intent.json().path("immutable").asBoolean() ? true : null)
              .withData(Map.of(intent.json().path("data").fieldNames().next(), "altered"))
              .build();
      try {
        client.resource(other).fieldManager(INTRUDER).serverSideApply();
        made = true;
      } catch (KubernetesClientException e) {
        assertThat(e.getCode()).as("the operator was faster").isEqualTo(409);
      }
    }

    private static Map<String, String> texts(JsonNode map) {
      Map<String, String> texts = new java.util.TreeMap<>();
      map.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
      return texts;
    }
  }

  /// Does something right before the operator's next requests.
  private static final class Between implements ClusterObjects {
    private final ClusterObjects cluster;
    private final Map<Integer, List<Runnable>> steps = new java.util.TreeMap<>();
    private final List<String> requests = new ArrayList<>();

    Between(ClusterObjects cluster) {
      this.cluster = cluster;
    }

    void at(int request, Runnable step) {
      requests.clear();
      steps.computeIfAbsent(request, key -> new ArrayList<>()).add(step);
    }

    private void next(String request) {
      steps.getOrDefault(requests.size(), List.of()).forEach(Runnable::run);
      requests.add(request);
    }

    @Override
    public Optional<JsonNode> cached(ObjectKey key) {
      return Optional.empty();
    }

    @Override
    public Optional<JsonNode> get(ObjectKey key) {
      next("get");
      return cluster.get(key);
    }

    @Override
    public JsonNode apply(ObjectKey key, JsonNode intent) {
      next("apply");
      return cluster.apply(key, intent);
    }

    @Override
    public JsonNode dryRunApply(ObjectKey key, JsonNode intent) {
      return cluster.dryRunApply(key, intent);
    }

    @Override
    public JsonNode patch(ObjectKey key, ArrayNode operations) {
      next("patch");
      return cluster.patch(key, operations);
    }

    @Override
    public void delete(ObjectKey key, String uid) {
      next("delete");
      cluster.delete(key, uid);
    }
  }

  private Intent intent(boolean immutable) throws Exception {
    var node =
        new ClusterFacts.NodeFacts(
            "node-1", List.of(new ClusterFacts.Address("InternalIP", "192.0.2.1")));
    var facts = new ClusterFacts(36, null, "10.96.0.53", null, List.of(node), List.of(), null);
    var spec =
        new com.fasterxml.jackson.databind.ObjectMapper()
            .readValue("{\"nodeHosts\": {\"enabled\": true}}", ClusterDNSSpec.class);
    for (HasMetadata object :
        Renderer.render(new Planner("image:1").plan("replacement", spec, facts))) {
      if (object instanceof ConfigMap map && Boolean.TRUE.equals(map.getImmutable()) == immutable) {
        return Intent.of(object, client.getKubernetesSerialization());
      }
    }
    throw new AssertionError("no such ConfigMap is rendered");
  }
}
