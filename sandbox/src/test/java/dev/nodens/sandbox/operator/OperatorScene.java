package dev.nodens.sandbox.operator;

import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.Condition;
import dev.nodens.operator.OperatorProcess;
import dev.nodens.operator.Settings;
import dev.nodens.operator.observe.RevisionProbe;
import dev.nodens.operator.observe.UdpRevisionProbe;
import dev.nodens.operator.validate.ServerParsers;
import dev.nodens.sandbox.PretendCluster;
import dev.nodens.sandbox.Sandbox;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// The real operator on a sandbox with pretending nodes, and a client to play everybody else. The
/// operator looks by itself only every ten minutes: what it notices, it notices by its watches.
final class OperatorScene implements AutoCloseable {
  static final String NAMESPACE = "kube-system";

  private static final Path ROOT = Path.of(System.getProperty("nodens.root", ".."));
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  final PretendCluster cluster;
  final KubernetesClient client;
  private @Nullable OperatorProcess operator;

  private OperatorScene(PretendCluster cluster) {
    this.cluster = cluster;
    this.client = connect();
  }

  static OperatorScene start(int nodes) throws IOException {
    var setup = new PretendCluster.Setup(nodes, Duration.ofMillis(50), Optional.empty());
    var scene = new OperatorScene(PretendCluster.on(Sandbox.start(0), setup));
    scene.apply(Files.readString(ROOT.resolve("crds/clusterdnses.nodens.dev.yaml")));
    scene.startOperator();
    return scene;
  }

  private KubernetesClient connect() {
    Config config = Config.fromKubeconfig(cluster.sandbox().server().kubeconfig());
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  void startOperator() {
    startOperator(
        new UdpRevisionProbe(cluster.dnsPort(), Duration.ofSeconds(1), new SecureRandom()));
  }

  /// @param probe what pods seem to answer
  void startOperator(RevisionProbe probe) {
    operator =
        new OperatorProcess(
            connect(),
            new Settings(
                Set.of(NAMESPACE),
                "nodens/dns-server:test",
                "test",
                false,
                NAMESPACE,
                Duration.ofMinutes(10)),
            Clock.systemUTC(),
            probe,
            new ServerParsers(),
            (name, status) -> {});
    operator.start();
  }

  void stopOperator() {
    if (operator != null) {
      operator.close();
      operator = null;
    }
  }

  @Override
  public void close() throws IOException {
    stopOperator();
    client.close();
    cluster.close();
  }

  // What people do.

  void apply(String yaml) {
    client.resource(yaml).forceConflicts().serverSideApply();
  }

  /// Declares a DNS.
  ///
  /// @param spec in the short form of YAML
  void declare(String name, String spec) {
    apply(
        """
        apiVersion: nodens.dev/v1alpha1
        kind: ClusterDNS
        metadata: {name: %s}
        spec: %s
        """
            .formatted(name, spec));
  }

  /// Writes a ConfigMap as a whole, as its owner would.
  void configMap(String namespace, String name, Map<String, String> data, String manager) {
    ConfigMap map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .endMetadata()
            .withData(data)
            .build();
    var context =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(manager)
            .withForce(true)
            .build();
    client.resource(map).patch(context);
  }

  /// A merge patch under a manager's name.
  void patch(String name, String json, String manager) {
    var context =
        new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(manager)
            .build();
    client.resources(ClusterDNS.class).withName(name).patch(context, json);
  }

  // What there is.

  @Nullable ClusterDNS dns(String name) {
    return client.resources(ClusterDNS.class).withName(name).get();
  }

  ClusterDNSStatus status(String name) {
    ClusterDNS dns = dns(name);
    return dns == null || dns.getStatus() == null ? ClusterDNSStatus.empty() : dns.getStatus();
  }

  @Nullable ConfigMap map(String name) {
    return client.configMaps().inNamespace(NAMESPACE).withName(name).get();
  }

  @Nullable DaemonSet workload(String owner) {
    return client.apps().daemonSets().inNamespace(NAMESPACE).withName(owner + "-dns").get();
  }

  List<String> podUids(String owner) {
    return client
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("nodens.dev/clusterdns", owner)
        .list()
        .getItems()
        .stream()
        .map(Pod::getMetadata)
        .map(metadata -> metadata.getUid())
        .sorted()
        .toList();
  }

  static Condition condition(ClusterDNSStatus status, String type) {
    return status
        .condition(type)
        .orElse(new Condition(type, Condition.Status.UNKNOWN, 0L, "", "", ""));
  }

  static boolean is(ClusterDNSStatus status, String type, String reason) {
    return condition(status, type).reason().equals(reason);
  }

  /// Whether every ready pod proved that it serves the newest declaration. It may not have been
  /// ready for long enough to count as available, which would be waiting for a clock.
  boolean isReady(String name) {
    ClusterDNS dns = dns(name);
    if (dns == null || dns.getStatus() == null) {
      return false;
    }
    ClusterDNSStatus status = dns.getStatus();
    return dns.getMetadata().getGeneration().equals(status.observedGeneration())
        && is(status, "Ready", "Serving")
        && is(status, "ConfigServed", "AllNodes");
  }

  ClusterDNSStatus awaitReady(String name) {
    await(name + " is ready", () -> isReady(name));
    return status(name);
  }

  /// Waits for a status that is about the newest declaration.
  ClusterDNSStatus await(String name, String what, Predicate<ClusterDNSStatus> wanted) {
    await(
        what,
        () -> {
          ClusterDNS dns = dns(name);
          return dns != null
              && dns.getStatus() != null
              && dns.getMetadata().getGeneration().equals(dns.getStatus().observedGeneration())
              && wanted.test(dns.getStatus());
        });
    return status(name);
  }

  /// The operator works on threads of its own.
  static void await(String what, java.util.concurrent.Callable<Boolean> wanted) {
    Awaitility.await(what).atMost(PATIENCE).until(wanted);
  }
}
