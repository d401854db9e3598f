package dev.nodens.sandbox.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.crd.Drift;
import dev.nodens.crd.DriftPolicy;
import dev.nodens.operator.apply.ClusterObjects;
import dev.nodens.operator.apply.Enforcer;
import dev.nodens.operator.apply.Fight;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.apply.Intent;
import dev.nodens.operator.apply.KubernetesObjects;
import dev.nodens.operator.apply.ObjectKey;
import dev.nodens.sandbox.Sandbox;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the operator does about a difference, by policy, and when it holds back.
class EnforcerTest {
  private static final String ADDRESS = "10.96.0.53";

  private final SteppingClock clock = new SteppingClock(Instant.parse("2026-01-01T12:00:00Z"));
  private Sandbox sandbox;
  private KubernetesClient client;
  private Counting cluster;
  private Enforcer enforcer;
  private List<HasMetadata> declared;

  @BeforeEach
  void start() throws Exception {
    sandbox = Sandbox.start(0);
    Config config = new ConfigBuilder(Config.empty()).withMasterUrl(sandbox.server().url()).build();
    client = new KubernetesClientBuilder().withConfig(config).build();
    cluster = new Counting(new KubernetesObjects(client, key -> Optional.empty()));
    enforcer = new Enforcer(cluster, clock);
    declared = DeclaredObjects.objects("c", ADDRESS, "image:1");
  }

  @AfterEach
  void stop() {
    client.close();
    sandbox.close();
  }

  @Test
  void observingWritesNothingAtAll() {
    for (HasMetadata object : declared) {
      Intent intent = Intent.of(object, client.getKubernetesSerialization());

      assertThat(enforcer.bring(intent, DriftPolicy.OBSERVE, false).findings())
          .as("what is missing is shown")
          .singleElement()
          .satisfies(finding -> assertThat(finding.type()).isEqualTo(Drift.Type.MISSING))
          .satisfies(finding -> assertThat(finding.action()).isEqualTo(Drift.Action.REPORTED));
    }
    Intent service = intent("Service");
    enforcer.bring(service, DriftPolicy.ENFORCE, false);
    int before = cluster.writes;
    edit(service, "kubectl-edit", "{\"spec\":{\"sessionAffinity\":\"ClientIP\"}}");

    assertThat(enforcer.bring(service, DriftPolicy.OBSERVE, true).findings())
        .extracting(Finding::path, Finding::action)
        .contains(
            org.assertj.core.groups.Tuple.tuple("/spec/sessionAffinity", Drift.Action.REPORTED));
    List<HasMetadata> anew = DeclaredObjects.objects("c", ADDRESS, "image:2");
    Intent newer = DeclaredObjects.intent(client, anew, "DaemonSet");
    assertThat(enforcer.bring(newer, DriftPolicy.OBSERVE, true).findings()).isNotEmpty();
    assertThat(cluster.writes).isEqualTo(before);
  }

  @Test
  void aDeclarationThatIsOnlyObservedIsShownFieldByField() {
    enforcer.bring(intent("DaemonSet"), DriftPolicy.ENFORCE, false);
    Intent newer =
        DeclaredObjects.intent(
            client, DeclaredObjects.objects("c", ADDRESS, "image:2"), "DaemonSet");

    assertThat(enforcer.bring(newer, DriftPolicy.OBSERVE, true).findings())
        .extracting(Finding::path)
        .contains("/spec/template/spec/containers[dns-server]/image");
  }

  @ParameterizedTest
  @EnumSource(names = {"ENFORCE", "REPORT"})
  void whatIsMissingIsMadeAnewUnlessOnlyObserved(DriftPolicy policy) {
    Intent intent = intent("ServiceAccount");
    enforcer.bring(intent, policy, false);
    client.serviceAccounts().inNamespace("kube-system").withName("c-dns").delete();

    Enforcer.Result result = enforcer.bring(intent, policy, true);

    assertThat(result.findings())
        .extracting(Finding::action)
        .containsExactly(Drift.Action.RECREATED);
    assertThat(cluster.get(intent.key())).isPresent();
  }

  @Test
  void reportedEditsAreLeft() {
    Intent intent = intent("Service");
    enforcer.bring(intent, DriftPolicy.REPORT, false);
    edit(intent, "kubectl-edit", "{\"spec\":{\"sessionAffinity\":\"ClientIP\"}}");
    int before = cluster.writes;

    for (int i = 0; i < 3; i++) {
      assertThat(enforcer.bring(intent, DriftPolicy.REPORT, true).findings())
          .extracting(Finding::action)
          .containsOnly(Drift.Action.REPORTED);
    }
    assertThat(cluster.writes).isEqualTo(before);
  }

  @ParameterizedTest(name = "a writer that comes back every {0} s")
  @ValueSource(ints = {1, 300})
  void aFightIsBoundedAndNamed(int seconds) {
    Intent intent = intent("Service");
    enforcer.bring(intent, DriftPolicy.ENFORCE, false);
    int before = cluster.writes;
    Instant start = clock.instant();
    Instant named = null;
    // A writer every second is looked at by the operator every ten seconds at the least.
    Duration step = Duration.ofSeconds(Math.max(seconds, 10));
    for (Instant end = start.plus(Duration.ofHours(2)); clock.instant().isBefore(end); ) {
      edit(intent, "argocd-controller", "{\"spec\":{\"sessionAffinity\":\"ClientIP\"}}");
      List<Finding> findings = enforcer.bring(intent, DriftPolicy.ENFORCE, true).findings();
      Optional<Fight> fight = findings.getFirst().fight();
      if (named == null && fight.isPresent()) {
        named = clock.instant();
        assertThat(fight.get().author()).contains("argocd-controller (Update)");
        assertThat(fight.get().path()).isEqualTo("/spec/sessionAffinity");
      }
      clock.step(step);
    }
    int writes = cluster.writes - before;
    System.out.printf(
        "a writer every %d s for two hours: found out after %d s, %d writes by the operator%n",
        seconds, Duration.between(start, named).toSeconds(), writes);

    assertThat(writes).isBetween(5, 2 * 20);
    assertThat(Duration.between(start, named)).isLessThan(Duration.ofMinutes(30));
    // When the other has stopped, the object is ours again after the break.
    clock.step(Duration.ofHours(1));
    enforcer.bring(intent, DriftPolicy.ENFORCE, true);
    assertThat(enforcer.bring(intent, DriftPolicy.ENFORCE, true).findings()).isEmpty();
  }

  @Test
  void twoOperatorsWithDifferentSettingsFindEachOtherOut() {
    Intent ours = intent("DaemonSet");
    Intent theirs =
        DeclaredObjects.intent(
            client, DeclaredObjects.objects("c", ADDRESS, "image:2"), "DaemonSet");
    var other = new Enforcer(cluster, clock);
    int before = cluster.writes;
    Optional<Finding> fought = Optional.empty();
    for (int i = 0; i < 200; i++) {
      List<Finding> findings = enforcer.bring(ours, DriftPolicy.ENFORCE, true).findings();
      fought = fought.or(() -> findings.stream().filter(f -> f.fight().isPresent()).findFirst());
      other.bring(theirs, DriftPolicy.ENFORCE, true);
      clock.step(Duration.ofSeconds(10));
    }

    assertThat(fought.orElseThrow().author()).contains("nodens (another operator process)");
    assertThat(cluster.writes - before).isLessThan(60);
  }

  @Test
  void whatAdmissionMakesOfAWriteIsSaidOnceAndNotFought() {
    var mutating =
        new Counting(cluster) {
          @Override
          public JsonNode apply(ObjectKey key, JsonNode intent) {
            ObjectNode mutated = intent.deepCopy();
            ((ObjectNode) mutated.path("spec")).put("sessionAffinity", "ClientIP");
            return super.apply(key, mutated);
          }

          @Override
          public JsonNode patch(ObjectKey key, ArrayNode operations) {
            return cluster.get(key).orElseThrow();
          }
        };
    enforcer = new Enforcer(mutating, clock);
    Intent intent = intent("Service");
    enforcer.bring(intent, DriftPolicy.ENFORCE, false);
    int before = mutating.writes;

    for (int i = 0; i < 5; i++) {
      assertThat(enforcer.bring(intent, DriftPolicy.ENFORCE, true).findings())
          .extracting(Finding::author, Finding::action)
          .contains(
              org.assertj.core.groups.Tuple.tuple(
                  Optional.of("admission (webhook or policy)"), Drift.Action.REPORTED));
    }
    assertThat(mutating.writes).isEqualTo(before);
  }

  @Test
  void aServiceThatWasMadeAnewWithAnotherAddressGetsTheRightOneBack() {
    Intent intent = intent("Service");
    enforcer.bring(intent, DriftPolicy.ENFORCE, false);
    replaceService("10.96.0.77");

    List<Finding> findings = enforcer.bring(intent, DriftPolicy.ENFORCE, true).findings();

    assertThat(findings)
        .singleElement()
        .satisfies(finding -> assertThat(finding.type()).isEqualTo(Drift.Type.REPLACED))
        .satisfies(finding -> assertThat(finding.author().orElse("")).startsWith("intruder"));
    assertThat(cluster.get(intent.key()).orElseThrow().at("/spec/clusterIP").asText())
        .isEqualTo(ADDRESS);
  }

  @Test
  void aServiceKeepsItsWrongAddressWhenAnotherHasTheRightOne() {
    Intent intent = intent("Service");
    enforcer.bring(intent, DriftPolicy.ENFORCE, false);
    replaceService("10.96.0.77");
    client.resource(service("thief", ADDRESS)).create();

    assertThatThrownBy(() -> enforcer.bring(intent, DriftPolicy.ENFORCE, true))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("already allocated");
    assertThat(cluster.get(intent.key()).orElseThrow().at("/spec/clusterIP").asText())
        .isEqualTo("10.96.0.77");
  }

  @Test
  void aRestartOfThePodsIsNobodysDrift() {
    Intent intent = intent("DaemonSet");
    enforcer.bring(intent, DriftPolicy.ENFORCE, false);
    edit(
        intent,
        "kubectl-rollout",
        "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"kubectl.kubernetes.io/restartedAt\":\"now\"}}}}}");

    assertThat(enforcer.bring(intent, DriftPolicy.ENFORCE, true).findings()).isEmpty();
    edit(intent, "kubectl-edit", "{\"spec\":{\"minReadySeconds\":7}}");
    assertThat(enforcer.bring(intent, DriftPolicy.ENFORCE, true).wrote()).isTrue();
    assertThat(
            cluster
                .get(intent.key())
                .orElseThrow()
                .at("/spec/template/metadata/annotations")
                .toString())
        .contains("now");
  }

  private Intent intent(String kind) {
    return DeclaredObjects.intent(client, declared, kind);
  }

  private void edit(Intent intent, String manager, String merge) {
    var context =
        new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(manager)
            .build();
    HasMetadata object =
        declared.stream().filter(o -> ObjectKey.of(o).equals(intent.key())).findFirst().get();
    client.resource(object).patch(context, merge);
  }

  private void replaceService(String address) {
    client.services().inNamespace("kube-system").withName("c").delete();
    client.resource(service("c", address)).fieldManager("intruder").serverSideApply();
  }

  private static Service service(String name, String address) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("kube-system")
        .endMetadata()
        .withNewSpec()
        .withClusterIP(address)
        .addNewPort()
        .withPort(53)
        .withProtocol("UDP")
        .endPort()
        .endSpec()
        .build();
  }

  /// Counts what is written for good.
  private static class Counting implements ClusterObjects {
    private final ClusterObjects real;
    int writes;

    Counting(ClusterObjects real) {
      this.real = real;
    }

    @Override
    public Optional<JsonNode> cached(ObjectKey key) {
      return Optional.empty();
    }

    @Override
    public Optional<JsonNode> get(ObjectKey key) {
      return real.get(key);
    }

    @Override
    public JsonNode apply(ObjectKey key, JsonNode intent) {
      writes++;
      return real.apply(key, intent);
    }

    @Override
    public JsonNode dryRunApply(ObjectKey key, JsonNode intent) {
      return real.dryRunApply(key, intent);
    }

    @Override
    public JsonNode patch(ObjectKey key, ArrayNode operations) {
      writes++;
      return real.patch(key, operations);
    }

    @Override
    public void delete(ObjectKey key, String uid) {
      writes++;
      real.delete(key, uid);
    }
  }
}
