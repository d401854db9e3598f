package dev.nodens.sandbox.quickstart;

import dev.nodens.sandbox.PretendCluster;
import dev.nodens.sandbox.Sandbox;
import dev.nodens.sandbox.api.ServerCertificate;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.node.LocalPorts;
import dev.nodens.sandbox.node.ServerPods;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Three nodes of which two pretend, the operator and on the third node the DNS server as processes
/// of their own, started the way production starts them.
final class SandboxScene implements QuickStart.Scene {
  private static final int NODES = 3;

  private final Path root;
  private final Path home;
  private final Path kubeconfig;
  private final PretendCluster cluster;
  private final LiveCluster live;
  private final OperatorRun operator;
  private String pod = "";

  /// @param root of the repository, where everything was built
  /// @param home directory for logs and the pods' files
  SandboxScene(Path root, Path home) throws IOException {
    this.root = root;
    this.home = home;
    ServerCertificate certificate = ServerCertificate.make(home);
    Sandbox sandbox =
        Sandbox.start(0, InstantSource.system(), Duration.ofSeconds(5), Optional.of(certificate));
    this.kubeconfig = sandbox.server().writeKubeconfig(home.resolve("kubeconfig"));
    var setup =
        new PretendCluster.Setup(
            NODES,
            Duration.ofMillis(500),
            Optional.of((s, port) -> serverPods(s, port, certificate)));
    this.cluster = PretendCluster.on(sandbox, setup);
    this.live = new LiveCluster(kubeconfig);
    live.apply(root.resolve("crds/clusterdnses.nodens.dev.yaml"));
    this.operator =
        OperatorRun.start(
            root,
            kubeconfig,
            home.resolve("operator.log"),
            LocalPorts.free("127.0.0.1"),
            cluster.dnsPort());
  }

  @Override
  public void play(Narrator narrator) {
    narrator.step(
        "a cluster of three nodes",
        () ->
            "API server at "
                + cluster.sandbox().server().url()
                + ", node-1 is a control plane; nodes 1 and 2 pretend");
    narrator.step(
        "the operator starts",
        () -> {
          operator.awaitReady(Duration.ofSeconds(60));
          return "log in " + home.resolve("operator.log");
        });
    Path sample = root.resolve("deploy/samples/node-hosts.yaml");
    Tour.declare(narrator, live, sample);
    pod = podAddress();
    if (narrator.allWell()) {
      var dns =
          new DnsClient(
              new InetSocketAddress(InetAddress.ofLiteral(pod), cluster.dnsPort()), false);
      var tour = new Tour(narrator, live, dns, sample);
      tour.questions();
      tour.edits();
    }
  }

  private String podAddress() {
    var pods = live.get("/api/v1/pods?fieldSelector=spec.nodeName%3Dnode-" + NODES);
    return Json.text(Json.at(pods, "items").path(0), "status", "podIP");
  }

  @Override
  public String invitation() {
    return """

    Up until Ctrl-C. In another terminal:
      export KUBECONFIG=%s
      kubectl get clusterdns,pods -A
      dig @%s -p %d web.default.svc.cluster.local
    """
        .formatted(kubeconfig, pod, cluster.dnsPort());
  }

  private ServerPods serverPods(Sandbox sandbox, int dnsPort, ServerCertificate certificate) {
    return new ServerPods(
        sandbox.resources(),
        new ServerPods.Options(
            home.resolve("pods"),
            List.of(root.resolve("dns-server/run").toString()),
            dnsPort,
            Map.of(
                "KUBERNETES_SERVICE_HOST",
                "127.0.0.1",
                "KUBERNETES_SERVICE_PORT",
                Integer.toString(sandbox.server().port())),
            Map.of(
                "token",
                "the-sandbox-asks-for-none".getBytes(StandardCharsets.US_ASCII),
                "ca.crt",
                certificate.pem().getBytes(StandardCharsets.US_ASCII))));
  }

  @Override
  public void close() throws IOException {
    operator.close();
    live.close();
    cluster.close();
  }
}
