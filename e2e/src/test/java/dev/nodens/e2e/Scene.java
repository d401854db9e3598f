package dev.nodens.e2e;

import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.Condition;
import dev.nodens.crd.Drift;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// The cluster with the ClusterDNS `cluster`, some Services to ask for and a client on each node.
/// Set up once for all test classes; every test leaves it as it found it.
public final class Scene {
  static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Path FIGURES =
      Path.of(System.getProperty("nodens.root", ".")).resolve("e2e/target/figures.txt");

  private final KubernetesClient client;

  private Scene(KubernetesClient client) {
    this.client = client;
  }

  KubernetesClient client() {
    return client;
  }

  /// The pod on a node from which tests ask.
  Pod clientOn(String node) {
    return client
        .pods()
        .inNamespace("default")
        .withLabel("app", "client")
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getSpec().getNodeName().equals(node))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no client pod on " + node));
  }

  List<Pod> dnsPods() {
    return client
        .pods()
        .inNamespace(Cluster.DNS_NAMESPACE)
        .withLabels(Map.of("k8s-app", "kube-dns", "nodens.dev/clusterdns", "cluster"))
        .list()
        .getItems();
  }

  ClusterDNSStatus status() {
    ClusterDNS found = client.resources(ClusterDNS.class).withName("cluster").get();
    return found.getStatus() == null ? ClusterDNSStatus.empty() : found.getStatus();
  }

  ClusterDNSStatus.Revision revision() {
    ClusterDNSStatus.Revision revision = status().revision();
    if (revision == null) {
      throw new AssertionError("no revision in the status: " + status());
    }
    return revision;
  }

  /// Changes the declaration by a JSON merge patch.
  void patch(String merge) {
    Cluster.kubectl("patch", "clusterdns", "cluster", "--type=merge", "-p", merge).text();
  }

  boolean holds(String type) {
    return status()
        .condition(type)
        .filter(condition -> condition.status() == Condition.Status.TRUE)
        .isPresent();
  }

  /// Waits until the operator has dealt with the declaration as it is now and all nodes serve it.
  /// While a revision is rolled out the ClusterDNS stays Ready: names resolve all the time.
  void awaitReady() {
    Awaitility.await("every node serves what the ClusterDNS declares")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> {
          ClusterDNS now = client.resources(ClusterDNS.class).withName("cluster").get();
          boolean observed =
              now.getMetadata().getGeneration().equals(status().observedGeneration());
          if (!observed || !holds("Ready") || !holds("ConfigServed") || holds("Progressing")) {
            throw new AssertionError("not there yet: " + status());
          }
        });
  }

  /// Whether the status shows such a difference.
  boolean shows(Predicate<Drift.Item> wanted) {
    Drift drift = status().drift();
    return drift != null && drift.items().stream().anyMatch(wanted);
  }

  /// Waits for a drift item and returns the time it took, in milliseconds.
  long awaitDrift(String what, Predicate<Drift.Item> wanted) {
    long start = System.nanoTime();
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> {
          if (!shows(wanted)) {
            throw new AssertionError(what + " is not in the status: " + status().drift());
          }
        });
    return (System.nanoTime() - start) / 1_000_000;
  }

  /// Prints a measured value now, and again when `e2e/run` ends.
  void figure(String format, Object... values) {
    String line = String.format(format, values);
    System.out.println("figure: " + line);
    try {
      Files.writeString(FIGURES, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void setUp() {
    long start = System.nanoTime();
    Path files = Path.of(System.getProperty("nodens.root")).resolve("e2e/src/test/resources");
    Cluster.kubectl("apply", "-f", files.resolve("clusterdns.yaml").toString()).text();
    Cluster.kubectl("apply", "-f", files.resolve("workloads.yaml").toString()).text();
    awaitReady();
    figure("ClusterDNS ready %.1f s after kubectl apply", (System.nanoTime() - start) / 1e9);
    for (String workload : List.of("daemonset/client", "deployment/web", "statefulset/db")) {
      Cluster.kubectl("rollout", "status", workload, "--timeout=50s").text();
    }
  }

  /// Gives tests their scene.
  public static final class Setter implements BeforeAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(Scene.class);

    @Override
    public void beforeAll(ExtensionContext context) {
      scene(context);
    }

    private static Scene scene(ExtensionContext context) {
      return context
          .getRoot()
          .getStore(NAMESPACE)
          .computeIfAbsent(
              Scene.class,
              key -> {
                var scene = new Scene(Cluster.connect());
                scene.setUp();
                return scene;
              },
              Scene.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Scene.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return scene(context);
    }
  }
}
