package dev.nodens.sandbox.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodens.sandbox.json.Json;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/// What the quick start shows, step by step, each one checked.
final class Tour {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  static final String SERVICES =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: web, namespace: default}
      spec:
        ports: [{name: http, port: 80}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: db, namespace: default}
      spec:
        clusterIP: None
        ports: [{name: sql, port: 5432}]
      ---
      apiVersion: discovery.k8s.io/v1
      kind: EndpointSlice
      metadata:
        name: db-1
        namespace: default
        labels: {kubernetes.io/service-name: db}
      addressType: IPv4
      ports: [{name: sql, port: 5432, protocol: TCP}]
      endpoints:
      - {addresses: [10.244.1.7], hostname: db-0, conditions: {ready: true}}
      - {addresses: [10.244.2.9], hostname: db-1, conditions: {ready: true}}
      """;
  private static final String BROKEN =
      """
      apiVersion: nodens.dev/v1alpha1
      kind: ClusterDNS
      metadata: {name: cluster}
      spec:
        corefile: |
          .:53 {
              errors
              forwarf . /etc/resolv.conf
          }
      """;

  private final Narrator narrator;
  private final LiveCluster cluster;
  private final DnsClient dns;
  private final Path sample;

  /// @param dns asks the real server
  /// @param sample the ClusterDNS to apply
  Tour(Narrator narrator, LiveCluster cluster, DnsClient dns, Path sample) {
    this.narrator = narrator;
    this.cluster = cluster;
    this.dns = dns;
    this.sample = sample;
  }

  /// The answers of the server.
  void questions() {
    narrator.step("the server answers with the declared revision", this::revision);
    narrator.step("two Services appear", this::services);
    narrator.step(
        "a cluster name", () -> answers("web.default.svc.cluster.local.", RrType.A, webAddress()));
    narrator.step(
        "a headless name",
        () -> answers("db.default.svc.cluster.local.", RrType.A, "10.244.1.7", "10.244.2.9"));
    narrator.step(
        "a reverse name",
        () -> answers(reverse(webAddress()), RrType.PTR, "web.default.svc.cluster.local."));
    narrator.step("a node's name", this::nodeName);
    narrator.step("a name that does not exist", this::missingName);
  }

  private String revision() throws IOException {
    String declared = Json.text(cluster.clusterDns(), "status", "revision", "hash");
    var answer = dns.ask("revision.nodens.", RrType.TXT, RrClass.CH);
    require(
        answer.data().size() == 1 && declared.endsWith(answer.data().getFirst()),
        "declared " + declared + ", served " + answer.data());
    return "revision.nodens. CH TXT \"" + answer.data().getFirst() + "\"";
  }

  private String services() {
    cluster.apply(SERVICES);
    return "service/web " + webAddress() + ", service/db without an address, two endpoints";
  }

  private String webAddress() {
    JsonNode service = cluster.get("/api/v1/namespaces/default/services/web");
    return Json.text(service, "spec", "clusterIP");
  }

  /// Asks until the server has heard of the change, at most five seconds.
  private String answers(String name, int type, String... expected)
      throws IOException, InterruptedException {
    var wanted = new TreeSet<>(List.of(expected));
    long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (true) {
      var answer = dns.ask(name, type, RrClass.IN);
      if (new TreeSet<>(answer.data()).equals(wanted)) {
        return name + " " + (type == RrType.PTR ? "PTR " : "A ") + String.join(" ", wanted);
      }
      require(
          System.nanoTime() < end,
          name + " should be " + wanted + ", is " + answer.data() + ", rcode " + answer.rcode());
      Thread.sleep(100);
    }
  }

  private static String reverse(String address) {
    List<String> parts = List.of(address.split("\\.", -1)).reversed();
    return String.join(".", parts) + ".in-addr.arpa.";
  }

  private String nodeName() throws IOException, InterruptedException {
    JsonNode node = cluster.get("/api/v1/nodes").path("items").path(0);
    String address = "";
    for (JsonNode one : Json.at(node, "status", "addresses")) {
      if (Json.text(one, "type").equals("InternalIP")) {
        address = Json.text(one, "address");
      }
    }
    return answers(Json.text(node, "metadata", "name") + ".", RrType.A, address);
  }

  private String missingName() throws IOException {
    var answer = dns.ask("nothing.default.svc.cluster.local.", RrType.A, RrClass.IN);
    require(answer.rcode() == Rcode.NXDOMAIN, "rcode " + answer.rcode());
    return "nothing.default.svc.cluster.local. NXDOMAIN";
  }

  /// The sample is applied and becomes ready.
  static void declare(Narrator narrator, LiveCluster cluster, Path sample) {
    narrator.step(
        "a ClusterDNS is applied and becomes ready",
        () -> {
          cluster.apply(sample);
          JsonNode ready = cluster.await("Ready on all nodes", PATIENCE, Tour::readyEverywhere);
          return "Ready, served by "
              + Json.text(ready, "status", "nodes", "summary")
              + " nodes\n"
              + cluster.table();
        });
  }

  private static boolean readyEverywhere(JsonNode clusterDns) {
    JsonNode nodes = Json.at(clusterDns, "status", "nodes");
    return LiveCluster.isCurrent(clusterDns)
        && LiveCluster.holds(clusterDns, "Ready")
        && Json.at(nodes, "desired").asInt() > 0
        && Json.at(nodes, "serving").asInt() == Json.at(nodes, "desired").asInt();
  }

  /// Somebody edits what is live.
  void edits() {
    narrator.step("somebody edits the Corefile", this::editCorefile);
    narrator.step("somebody edits the node names", this::editNodeHosts);
    narrator.step("a broken Corefile is declared", this::declareBroken);
  }

  private String editCorefile() {
    String name = Json.text(cluster.clusterDns(), "status", "revision", "name");
    try {
      cluster.edit(name, "{\"data\":{\"Corefile\":\".:53 {\\n}\\n\"}}");
    } catch (KubernetesClientException e) {
      require(e.getCode() == 422, "refused with " + e.getCode());
      return "refused: " + e.getStatus().getMessage();
    }
    throw new IllegalStateException("the edit of " + name + " was not refused");
  }

  private String editNodeHosts() throws IOException, InterruptedException {
    String name = LiveCluster.CLUSTER_DNS + "-node-hosts";
    cluster.edit(name, "{\"data\":{\"NodeHosts\":\"192.0.2.66 node-1\\n\"}}");
    JsonNode after =
        cluster.await(
            "the drift is named and reverted",
            PATIENCE,
            c -> !Json.text(item(c, name), "author").isEmpty() && reverted(c, name));
    JsonNode item = item(after, name);
    require(Json.text(item, "author").startsWith("kubectl-edit"), item.toString());
    return Json.text(item, "object")
        + " "
        + Json.text(item, "path")
        + " by "
        + Json.text(item, "author")
        + ": "
        + Json.text(item, "action")
        + "\n"
        + cluster.table();
  }

  private static JsonNode item(JsonNode clusterDns, String configMap) {
    for (JsonNode item : Json.at(clusterDns, "status", "drift", "items")) {
      if (Json.text(item, "object").endsWith(configMap)) {
        return item;
      }
    }
    return Json.object();
  }

  private boolean reverted(JsonNode clusterDns, String name) {
    JsonNode live = cluster.get("/api/v1/namespaces/kube-system/configmaps/" + name);
    return Json.text(item(clusterDns, name), "action").equals("Reverted")
        && !Json.text(live, "data", "NodeHosts").contains("192.0.2.66");
  }

  private String declareBroken() throws IOException, InterruptedException {
    String before = Json.text(cluster.clusterDns(), "status", "revision", "name");
    cluster.apply(BROKEN);
    JsonNode refused =
        cluster.await(
            "Accepted=False",
            PATIENCE,
            c ->
                LiveCluster.isCurrent(c)
                    && Json.text(LiveCluster.condition(c, "Accepted"), "status").equals("False"));
    String message = Json.text(LiveCluster.condition(refused, "Accepted"), "message");
    require(message.contains(":3"), "no place in: " + message);
    String serving = revision();
    cluster.apply(sample);
    cluster.await(
        "Ready again", PATIENCE, c -> LiveCluster.isCurrent(c) && LiveCluster.holds(c, "Ready"));
    String now = Json.text(cluster.clusterDns(), "status", "revision", "name");
    require(before.equals(now), "revision " + before + " became " + now);
    return "Accepted=False: " + message + "\nstill serving " + serving;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
