package dev.nodens.sandbox.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.Condition;
import dev.nodens.crd.Drift;
import dev.nodens.operator.OperatorProcess;
import dev.nodens.operator.Settings;
import dev.nodens.operator.validate.ServerParsers;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
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
  private static final String OTHER_ADDRESS = "10.96.0.77";
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final String OWNER_LABEL = "/metadata/labels/nodens.dev~1clusterdns";
  private static final String HANDED_BACK = "handing back needs another DNS that serves";
  private static final String HELD =
      "the DNS server's own role has it, and nobody can grant what he does not hold";

  private static final String PODS = "needs pods that serve";
  private static final String POLICIES = "needs spec.networkPolicy; NetworkPolicyTest has it";

  /// Rights that are never used, each with what it is good for.
  private static final Map<String, String> NEVER_USED =
      Map.ofEntries(
          Map.entry("list pods", HELD),
          Map.entry("list services", HELD),
          Map.entry("list namespaces", HELD),
          Map.entry("list endpointslices.discovery.k8s.io", HELD),
          Map.entry("watch pods", HELD),
          Map.entry("watch services", HELD),
          Map.entry("watch namespaces", HELD),
          Map.entry("watch endpointslices.discovery.k8s.io", HELD),
          Map.entry("list serviceimports.multicluster.x-k8s.io", HELD),
          Map.entry("watch serviceimports.multicluster.x-k8s.io", HELD),
          Map.entry("delete clusterroles.rbac.authorization.k8s.io", HANDED_BACK),
          Map.entry("delete serviceaccounts in NAMESPACE", HANDED_BACK),
          Map.entry("delete pods in NAMESPACE", PODS),
          Map.entry("create pods in NAMESPACE", PODS),
          Map.entry("list controllerrevisions.apps in NAMESPACE", "needs revisions to forget"),
          Map.entry("get networkpolicies.networking.k8s.io in NAMESPACE", POLICIES),
          Map.entry("create networkpolicies.networking.k8s.io in NAMESPACE", POLICIES),
          Map.entry("patch networkpolicies.networking.k8s.io in NAMESPACE", POLICIES),
          Map.entry("delete networkpolicies.networking.k8s.io in NAMESPACE", POLICIES),
          Map.entry("list events in NAMESPACE", "needs pods that are refused"));

  /// One that is deleted stays for good where no controller empties it.
  private final String namespace = "rights-" + Long.toHexString(System.nanoTime());

  private List<Rights> granted = List.of();
  private KubernetesClient admin;
  private Config connection;

  @BeforeEach
  void install() throws IOException {
    String real = System.getProperty("nodens.apiserver", "");
    assumeFalse(real.isEmpty(), "needs a real API server");
    connection = Config.fromKubeconfig(new File(real));
    admin = new KubernetesClientBuilder().withConfig(connection).build();
    for (String needed : List.of(namespace, "nodens-system")) {
      admin
          .resource(
              "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \""
                  + needed
                  + "\"}}")
          .forceConflicts()
          .serverSideApply();
    }
    String manifests =
        Files.readString(Path.of(System.getProperty("nodens.root"), "deploy/nodens.yaml"))
            .replace("namespace: kube-system", "namespace: " + namespace);
    try (InputStream text = new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8))) {
      List<HasMetadata> objects = admin.load(text).items();
      granted = Rights.granted(objects);
      for (HasMetadata object : objects) {
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
      // Its address is the same for every test.
      admin.services().inNamespace(namespace).withName("rights").delete();
      admin.namespaces().withName(namespace).delete();
      admin.close();
    }
  }

  @Test
  void theRightsOfTheChartAreEnough() {
    try (var operator = operator()) {
      operator.start();
      declare();
      admin
          .apps()
          .daemonSets()
          .inNamespace(namespace)
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

  @Test
  void noRightOfTheChartIsLeftUnused() throws IOException {
    Path auditLog = Path.of(System.getProperty("nodens.apiserver")).resolveSibling("audit.log");
    // Another API server may keep its log elsewhere; that of deploy/local always has one here.
    assumeTrue(Files.exists(auditLog), "deploy/local/cluster apiserver writes an audit log");
    try (var operator = operator()) {
      operator.start();
      declare();
      edit(
          admin.configMaps().inNamespace(namespace).withName("rights-node-hosts"),
          "/data/more",
          "\"x\"");
      edit(
          admin.services().inNamespace(namespace).withName("rights"),
          "/spec/sessionAffinity",
          "\"ClientIP\"");
      edit(
          admin.serviceAccounts().inNamespace(namespace).withName("rights-dns"),
          OWNER_LABEL,
          "\"x\"");
      edit(
          admin.apps().daemonSets().inNamespace(namespace).withName("rights-dns"),
          "/spec/minReadySeconds",
          "77");
      edit(admin.rbac().clusterRoles().withName("nodens:" + NAME), OWNER_LABEL, "\"x\"");
      admin.rbac().clusterRoleBindings().withName("nodens:" + NAME).delete();
      declareDeletion("HandBack", finalizers -> !finalizers.isEmpty());
      declareDeletion("Retain", List::isEmpty);
      admin.resource(foreignSlice()).create();
      Awaitility.await("the foreign addresses go")
          .atMost(SOON)
          .until(() -> admin.resource(foreignSlice()).get() == null);
      await("all is undone", status -> status.drift() != null && status.drift().reverts() >= 6);
      admin
          .resources(ClusterDNS.class)
          .withName(NAME)
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"spec\": {\"nodeHosts\": {\"enabled\": false}}}");
      Awaitility.await("the node hosts go")
          .atMost(SOON)
          .until(() ->
              admin.configMaps().inNamespace(namespace).withName("rights-node-hosts").get()
                  == null);
    }
    Service service = admin.services().inNamespace(namespace).withName("rights").get();
    replaceWhatCannotBePatched(service);
    try (var operator = operator()) {
      operator.start();
      // Where no garbage collector runs, an object whose dependents are to stay does so itself.
      Awaitility.await("the operator makes both anew")
          .atMost(SOON)
          .until(() ->
              isOurs(admin.rbac().clusterRoleBindings().withName("nodens:" + NAME).get())
                  && isGoing(workload().get())
                  && !admin.resource(service).get().getSpec().getClusterIP().equals(OTHER_ADDRESS));
    }

    List<Rights.Use> uses =
        Rights.used(auditLog, "system:serviceaccount:nodens-system:nodens-operator");
    List<String> idle =
        granted.stream()
            .filter(right -> uses.stream().noneMatch(right::isNeededBy))
            .map(right -> right.toString().replace(namespace, "NAMESPACE"))
            .filter(right -> !NEVER_USED.containsKey(right))
            .distinct()
            .toList();

    System.out.printf(
        "rights: %d granted, %d requests in the audit log%n", granted.size(), uses.size());
    assertThat(uses).filteredOn(use -> !use.allowed()).as("refused").isEmpty();
    assertThat(idle).as("granted and never used").isEmpty();
  }

  private static boolean isOurs(ClusterRoleBinding binding) {
    return binding != null && binding.getRoleRef().getName().equals("nodens:" + NAME);
  }

  private static boolean isGoing(DaemonSet workload) {
    return workload == null
        || workload.getMetadata().getDeletionTimestamp() != null
        || !workload.getSpec().getSelector().getMatchLabels().containsKey("other");
  }

  private Resource<DaemonSet> workload() {
    return admin.apps().daemonSets().inNamespace(namespace).withName("rights-dns");
  }

  /// What has to happen at its deletion an object says by a finalizer.
  private void declareDeletion(String policy, Predicate<List<String>> finalizers) {
    admin
        .resources(ClusterDNS.class)
        .withName(NAME)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\": {\"deletionPolicy\": \"%s\"}}".formatted(policy));
    Awaitility.await("finalizers of " + policy)
        .atMost(SOON)
        .until(() ->
            finalizers.test(
                admin
                    .resources(ClusterDNS.class)
                    .withName(NAME)
                    .get()
                    .getMetadata()
                    .getFinalizers()));
  }

  private EndpointSlice foreignSlice() {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withName("foreign")
        .withNamespace(namespace)
        .addToLabels("kubernetes.io/service-name", "rights")
        .endMetadata()
        .withAddressType("IPv4")
        .addNewEndpoint()
        .withAddresses("192.0.2.7")
        .endEndpoint()
        .addNewPort()
        .withName("dns")
        .withPort(53)
        .withProtocol("UDP")
        .endPort()
        .build();
  }

  private void edit(Resource<?> resource, String path, String value) {
    resource.patch(
        new PatchContext.Builder()
            .withPatchType(PatchType.JSON)
            .withFieldManager("intruder")
            .build(),
        "[{\"op\": \"add\", \"path\": \"%s\", \"value\": %s}]".formatted(path, value));
  }

  /// A role of a binding and the selector of a DaemonSet never change: the operator has to delete
  /// what somebody made in their place.
  private void replaceWhatCannotBePatched(Service service) {
    Service other =
        new ServiceBuilder(service)
            .editMetadata()
            .withResourceVersion(null)
            .endMetadata()
            .editSpec()
            .withClusterIP(OTHER_ADDRESS)
            .withClusterIPs(OTHER_ADDRESS)
            .endSpec()
            .build();
    admin.resource(service).delete();
    admin.resource(other).create();
    ClusterRoleBinding binding =
        admin.rbac().clusterRoleBindings().withName("nodens:" + NAME).get();
    admin.resource(binding).delete();
    binding.getMetadata().setResourceVersion(null);
    binding.getRoleRef().setName("view");
    admin.resource(binding).create();
    DaemonSet workload = workload().get();
    admin.resource(workload).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
    workload.getMetadata().setResourceVersion(null);
    workload.getSpec().getSelector().setMatchLabels(Map.of("other", "selector"));
    workload.getSpec().getTemplate().getMetadata().setLabels(Map.of("other", "selector"));
    admin.resource(workload).create();
  }

  private OperatorProcess operator() {
    var settings =
        new Settings(
            Set.of(namespace), "image:1", NAME, true, "nodens-system", Duration.ofSeconds(5));
    return new OperatorProcess(
        asServiceAccount(),
        settings,
        Clock.systemUTC(),
        addresses -> Map.of(),
        new ServerParsers(),
        (name, status) -> {});
  }

  private void declare() {
    admin
        .resource(
            """
            {"apiVersion": "nodens.dev/v1alpha1", "kind": "ClusterDNS", "metadata": {"name": "%s"},
             "spec": {"namespace": "%s", "nodeHosts": {"enabled": true}, "service": {"name": "rights"}}}
            """
                .formatted(NAME, namespace))
        .create();
    await(
        "everything is written",
        status -> is(status, "WorkloadInSync") && is(status, "ConfigMapInSync"));
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
