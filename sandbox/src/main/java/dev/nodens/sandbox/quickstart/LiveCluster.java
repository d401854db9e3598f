package dev.nodens.sandbox.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// The cluster as a user with a kubeconfig sees it.
final class LiveCluster implements AutoCloseable {
  static final String CLUSTER_DNS = "cluster";
  private static final String PATH = "/apis/nodens.dev/v1alpha1/clusterdnses/" + CLUSTER_DNS;

  private final KubernetesClient client;

  LiveCluster(Path kubeconfig) {
    Config config = Config.fromKubeconfig(kubeconfig.toFile());
    this.client = new KubernetesClientBuilder().withConfig(config).build();
  }

  /// Applies every document of a file, as `kubectl apply --server-side` does.
  void apply(Path file) throws IOException {
    apply(Files.readString(file));
  }

  void apply(String yaml) {
    for (HasMetadata object : client.load(stream(yaml)).items()) {
      client.resource(object).fieldManager("quickstart").forceConflicts().serverSideApply();
    }
  }

  private static java.io.InputStream stream(String text) {
    return new java.io.ByteArrayInputStream(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /// Changes an object as somebody with an editor does.
  ///
  /// @throws io.fabric8.kubernetes.client.KubernetesClientException when the API refuses
  void edit(String configMap, String patch) {
    var context =
        new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager("kubectl-edit")
            .build();
    client.configMaps().inNamespace("kube-system").withName(configMap).patch(context, patch);
  }

  /// A local port that leads to TCP port 53 of a pod; closed by closing it.
  LocalPortForward forward(String pod) {
    return client.pods().inNamespace("kube-system").withName(pod).portForward(53);
  }

  void delete(String yaml) {
    for (HasMetadata object : client.load(stream(yaml)).items()) {
      client.resource(object).delete();
    }
  }

  JsonNode get(String path) {
    String text = client.raw(path);
    return text == null ? Json.object() : Json.parse(text);
  }

  JsonNode clusterDns() {
    return get(PATH);
  }

  /// The status of a condition of the ClusterDNS: `True`, `False`, `Unknown`, or empty.
  static JsonNode condition(JsonNode clusterDns, String type) {
    for (JsonNode condition : Json.at(clusterDns, "status", "conditions")) {
      if (Json.text(condition, "type").equals(type)) {
        return condition;
      }
    }
    return Json.object();
  }

  static boolean holds(JsonNode clusterDns, String type) {
    return Json.text(condition(clusterDns, type), "status").equals("True");
  }

  /// Whether the status is about the specification as it is now.
  static boolean isCurrent(JsonNode clusterDns) {
    return Json.at(clusterDns, "status", "observedGeneration").asLong()
        == Json.at(clusterDns, "metadata", "generation").asLong();
  }

  /// Waits until the ClusterDNS is as wanted.
  ///
  /// @throws IOException when it is not within `patience`, with its conditions
  JsonNode await(String what, Duration patience, Predicate<JsonNode> wanted)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      JsonNode now = clusterDns();
      if (wanted.test(now)) {
        return now;
      }
      if (System.nanoTime() > end) {
        throw new IOException(
            "not within " + patience.toSeconds() + " s: " + what + "; conditions: " + summary(now));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static String summary(JsonNode clusterDns) {
    var text = new StringBuilder();
    for (JsonNode condition : Json.at(clusterDns, "status", "conditions")) {
      text.append(Json.text(condition, "type"))
          .append('=')
          .append(Json.text(condition, "status"))
          .append(" (")
          .append(Json.text(condition, "message"))
          .append(") ");
    }
    return text.toString().strip();
  }

  /// The lines of `kubectl get clusterdns`.
  String table() {
    JsonNode object = clusterDns();
    ObjectNode row = Json.object();
    row.put("NAME", Json.text(object, "metadata", "name"));
    row.put("READY", Json.text(condition(object, "Ready"), "status"));
    row.put("REVISION", Json.text(object, "status", "revision", "number"));
    row.put("NODES", Json.text(object, "status", "nodes", "summary"));
    row.put("IN SYNC", Json.text(object, "status", "drift", "state"));
    row.put("CONFIG", Json.text(object, "status", "revision", "name"));
    var head = new StringBuilder();
    var line = new StringBuilder();
    row.properties()
        .forEach(cell -> {
          int width = Math.max(cell.getKey().length(), cell.getValue().asText().length()) + 3;
          head.append(pad(cell.getKey(), width));
          line.append(pad(cell.getValue().asText(), width));
        });
    return head.toString().strip() + "\n" + line.toString().strip();
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  @Override
  public void close() {
    client.close();
  }
}
