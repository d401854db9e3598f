package dev.nodens.sandbox.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.Condition;
import dev.nodens.crd.Drift;
import dev.nodens.operator.OperatorProcess;
import dev.nodens.operator.Settings;
import dev.nodens.operator.validate.ServerParsers;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Runs the operator with the ServiceAccount and exactly the rights of `deploy/nodens.yaml`; the
/// Role that it has in `kube-system` is made in a namespace of the test's own instead. Only a real
/// API server checks rights: `-Dnodens.apiserver=KUBECONFIG`.
class OperatorRightsTest {
  private static final String NAME = "rights";
  private static final String NAMESPACE = "rights-test";
  private static final Duration SOON = Duration.ofSeconds(60);

  private KubernetesClient admin;
  private Config connection;

  @BeforeEach
  void install() throws IOException {
    String real = System.getProperty("nodens.apiserver", "");
    assumeFalse(real.isEmpty(), "needs a real API server");
    connection = Config.fromKubeconfig(new File(real));
    admin = new KubernetesClientBuilder().withConfig(connection).build();
    for (String namespace : List.of(NAMESPACE, "nodens-system")) {
      admin
          .resource(
              "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \""
                  + namespace
                  + "\"}}")
          .forceConflicts()
          .serverSideApply();
    }
    String manifests =
        Files.readString(Path.of(System.getProperty("nodens.root"), "deploy/nodens.yaml"))
            .replace("namespace: kube-system", "namespace: " + NAMESPACE);
    try (InputStream text = new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8))) {
      for (HasMetadata object : admin.load(text).items()) {
        if (!Set.of("Deployment", "Namespace", "PodDisruptionBudget").contains(object.getKind())) {
          admin.resource(object).forceConflicts().serverSideApply();
        }
      }
    }
  }

  @AfterEach
  void remove() {
    if (admin != null) {
      admin.resources(ClusterDNS.class).withName(NAME).delete();
      admin.rbac().clusterRoles().withName("nodens:" + NAME).delete();
      admin.rbac().clusterRoleBindings().withName("nodens:" + NAME).delete();
      admin.namespaces().withName(NAMESPACE).delete();
      admin.close();
    }
  }

  @Test
  void theRightsOfTheChartAreEnough() {
    var settings =
        new Settings(
            Set.of(NAMESPACE), "image:1", NAME, true, "nodens-system", Duration.ofSeconds(5));
    try (var operator =
        new OperatorProcess(
            asServiceAccount(),
            settings,
            Clock.systemUTC(),
            addresses -> Map.of(),
            new ServerParsers(),
            (name, status) -> {})) {
      operator.start();
      admin
          .resource(
              "{\"apiVersion\": \"nodens.dev/v1alpha1\", \"kind\": \"ClusterDNS\", \"metadata\": {\"name\": \""
                  + NAME
                  + "\"}, \"spec\": {\"namespace\": \""
                  + NAMESPACE
                  + "\", \"nodeHosts\": {\"enabled\": true}, \"service\": {\"name\": \"rights\", \"clusterIP\": \"10.96.0.99\"}}}")
          .create();

      await(
          "everything is written",
          status -> is(status, "WorkloadInSync") && is(status, "ConfigMapInSync"));
      admin
          .apps()
          .daemonSets()
          .inNamespace(NAMESPACE)
          .withName("rights-dns")
          .patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.JSON)
                  .withFieldManager("intruder")
                  .build(),
              "[{\"op\": \"add\", \"path\": \"/spec/template/spec/hostNetwork\", \"value\": false}, {\"op\": \"replace\", \"path\": \"/spec/minReadySeconds\", \"value\": 77}]");
      admin.rbac().clusterRoleBindings().withName("nodens:" + NAME).delete();
      await(
          "both edits are undone",
          status -> status.drift() != null && status.drift().reverts() >= 2);

      ClusterDNSStatus status = status();
      assertThat(status.drift().state()).isEqualTo(Drift.State.REVERTED);
      assertThat(status.condition("Degraded").orElseThrow().reason()).isNotEqualTo("WriteFailed");
      Awaitility.await("an Event tells")
          .atMost(SOON)
          .until(() ->
              admin.events().v1().events().inNamespace("default").list().getItems().stream()
                  .anyMatch(event ->
                      NAME.equals(event.getRegarding().getName())
                          && "DriftReverted".equals(event.getReason())));
    }
  }

  private static boolean is(ClusterDNSStatus status, String type) {
    return status.condition(type).filter(c -> c.status() == Condition.Status.TRUE).isPresent();
  }

  private void await(String what, Predicate<ClusterDNSStatus> condition) {
    Awaitility.await(what).atMost(SOON).until(() -> condition.test(status()));
  }

  private ClusterDNSStatus status() {
    ClusterDNS object = admin.resources(ClusterDNS.class).withName(NAME).get();
    return object.getStatus() == null ? ClusterDNSStatus.empty() : object.getStatus();
  }

  private KubernetesClient asServiceAccount() {
    String token =
        admin
            .serviceAccounts()
            .inNamespace("nodens-system")
            .withName("nodens-operator")
            .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
            .getStatus()
            .getToken();
    Config config =
        new ConfigBuilder(connection)
            .withOauthToken(token)
            .withClientCertData(null)
            .withClientCertFile(null)
            .withClientKeyData(null)
            .withClientKeyFile(null)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }
}
