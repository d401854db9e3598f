package dev.nodens.e2e;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// The cluster with the ClusterDNS `cluster`, some Services to ask for and a client on each node.
/// Set up once for all test classes; every test leaves it as it found it.
public final class Scene {
  static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final Path HOME = Path.of(System.getProperty("nodens.root", "."), "e2e");
  private static final Path FIGURES = HOME.resolve("target/figures.txt");
  private static final Path FILES = HOME.resolve("src/test/resources");

  private static final String REQUESTS = "coredns_dns_requests_total{";

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

  /// The DNS servers, without those that have been told to stop and answer their last clients.
  List<Pod> dnsPods() {
    return allDnsPods().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  private List<Pod> allDnsPods() {
    return client
        .pods()
        .inNamespace(Cluster.DNS_NAMESPACE)
        .withLabels(Map.of("k8s-app", "kube-dns", "nodens.dev/clusterdns", "cluster"))
        .list()
        .getItems();
  }

  Pod dnsPodOn(String node) {
    return dnsPods().stream()
        .filter(pod -> pod.getSpec().getNodeName().equals(node))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no DNS server on " + node));
  }

  /// Waits until none of these pods is left.
  void awaitGone(List<Pod> pods) {
    Set<String> old = uids(pods);
    Awaitility.await("pods that were told to stop are gone")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> assertThat(uids(allDnsPods())).doesNotContainAnyElementsOf(old));
  }

  /// Waits until no DNS server is on its way out.
  void awaitNobodyLeaving() {
    Awaitility.await("no DNS server is on its way out")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(allDnsPods()).hasSameSizeAs(dnsPods()));
  }

  static Set<String> uids(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
  }

  /// How many queries a DNS server has answered, by its own metrics.
  long answered(Pod server) {
    return metric(server, 9153, line -> line.startsWith(REQUESTS));
  }

  /// The same for one type of query.
  long answered(Pod server, String type) {
    String label = "type=\"" + type + "\"";
    return metric(server, 9153, line -> line.startsWith(REQUESTS) && line.contains(label));
  }

  /// The sum of a pod's metric over its labels; what is wanted are the lines that start with
  /// `series`.
  long metric(Pod pod, int port, String series) {
    return metric(pod, port, line -> line.startsWith(series));
  }

  private static long metric(Pod pod, int port, Predicate<String> wanted) {
    String node = pod.getSpec().getNodeName();
    String url = "http://" + pod.getStatus().getPodIP() + ":" + port + "/metrics";
    return Cluster.tool(
            List.of("node", node, "curl", "-sS", "--max-time", "20", "--retry", "5", url))
        .text()
        .lines()
        .filter(wanted)
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
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

  /// The addresses of the DNS Service: one, or one of each family on a dual-stack cluster.
  List<String> dnsAddresses() {
    List<String> addresses = status().clusterIPs();
    if (addresses == null || addresses.isEmpty()) {
      throw new AssertionError("no addresses in the status: " + status());
    }
    return addresses;
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

  /// Applies the ClusterDNS.
  void declare() {
    Cluster.kubectl("apply", "-f", FILES.resolve("clusterdns.yaml").toString()).text();
  }

  private void setUp() {
    long start = System.nanoTime();
    declare();
    Cluster.kubectl("apply", "-f", FILES.resolve("workloads.yaml").toString()).text();
    awaitReady();
    figure("ClusterDNS ready %.1f s after kubectl apply", (System.nanoTime() - start) / 1e9);
    for (String workload : List.of("daemonset/client", "deployment/web", "statefulset/db")) {
      Cluster.kubectl("rollout", "status", workload, "--timeout=140s").text();
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
