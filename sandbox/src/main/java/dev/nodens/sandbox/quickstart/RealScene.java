package dev.nodens.sandbox.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodens.sandbox.json.Json;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A real cluster: the operator from the plain manifests, the DNS server as the DaemonSet that the
/// operator makes. The server is asked over TCP through a port forwarded to one pod.
final class RealScene implements QuickStart.Scene {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String OPERATOR =
      "/apis/apps/v1/namespaces/nodens-system/deployments/nodens-operator";
  private static final String SERVICE = "/api/v1/namespaces/kube-system/services/kube-dns";

  private final Path root;
  private final Path kubeconfig;
  private final LiveCluster live;

  RealScene(Path root, Path kubeconfig) {
    this.root = root;
    this.kubeconfig = kubeconfig;
    this.live = new LiveCluster(kubeconfig);
  }

  @Override
  public void play(Narrator narrator) throws IOException {
    narrator.step("the cluster can take a new DNS", this::checkCluster);
    if (!narrator.allWell()) {
      return;
    }
    narrator.step("the operator is installed", this::install);
    Path sample = root.resolve("deploy/samples/node-hosts.yaml");
    Tour.declare(narrator, live, sample);
    if (!narrator.allWell()) {
      return;
    }
    try (LocalPortForward forward = live.forward(podName())) {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), forward.getLocalPort());
      var tour = new Tour(narrator, live, new DnsClient(address, true), sample);
      tour.questions();
      tour.edits();
    }
    live.delete(Tour.SERVICES);
  }

  /// A cluster that resolves names already is not taken over in passing.
  private String checkCluster() {
    JsonNode version = live.get("/version");
    JsonNode service = live.get(SERVICE);
    boolean ours = Json.at(service, "metadata", "labels").has("nodens.dev/clusterdns");
    if (service.has("metadata") && !ours) {
      throw new IllegalStateException(
          "Service kube-system/kube-dns exists and belongs to another DNS. The quick start does not"
              + " take it over; use a cluster without one, or ./quickstart --cluster");
    }
    return "Kubernetes " + Json.text(version, "gitVersion");
  }

  private String install() throws IOException, InterruptedException {
    live.apply(root.resolve("deploy/nodens.yaml"));
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      int ready = Json.at(live.get(OPERATOR), "status", "readyReplicas").asInt();
      if (ready > 0) {
        return "deploy/nodens.yaml, " + ready + " replica ready";
      }
      if (System.nanoTime() > end) {
        throw new IOException(
            "no replica of nodens-system/nodens-operator is ready after "
                + PATIENCE.toSeconds()
                + " s; are the images nodens/operator and nodens/dns-server on the nodes?");
      }
      TimeUnit.MILLISECONDS.sleep(300);
    }
  }

  private String podName() {
    JsonNode pods =
        live.get("/api/v1/namespaces/kube-system/pods?labelSelector=nodens.dev%2Fclusterdns");
    return Json.text(Json.at(pods, "items").path(0), "metadata", "name");
  }

  @Override
  public String invitation() {
    return """

    Operator and DNS stay on the cluster. Ctrl-C ends this program only.
      export KUBECONFIG=%s
      kubectl get clusterdns,pods -A
    To remove them: kubectl delete clusterdns cluster; kubectl delete -f deploy/nodens.yaml
    """
        .formatted(kubeconfig);
  }

  @Override
  public void close() {
    live.close();
  }
}
