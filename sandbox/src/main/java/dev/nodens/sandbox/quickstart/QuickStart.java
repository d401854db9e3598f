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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// The program of `./quickstart`: three nodes of which two pretend, the real operator and on the
/// third node the real DNS server, each a process of its own.
public final class QuickStart {
  private static final int NODES = 3;

  private final Path root;
  private final boolean check;
  private final Narrator narrator;

  private QuickStart(Path root, boolean check) {
    this.root = root;
    this.check = check;
    this.narrator = new Narrator(System.out, check);
  }

  /// Arguments: the repository's root, then `--check` to verify each step and end.
  public static void main(String[] arguments) throws Exception {
    boolean check = List.of(arguments).contains("--check");
    System.exit(new QuickStart(Path.of(arguments[0]), check).run() ? 0 : 1);
  }

  private boolean run() throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("nodens-quickstart");
    var stop = new CountDownLatch(1);
    var done = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> finish(stop, done)));
    try {
      return inside(home, stop);
    } finally {
      delete(home);
      done.countDown();
    }
  }

  private static void finish(CountDownLatch stop, CountDownLatch done) {
    stop.countDown();
    try {
      var _ = done.await(10, java.util.concurrent.TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean inside(Path home, CountDownLatch stop) throws IOException, InterruptedException {
    ServerCertificate certificate = ServerCertificate.make(home);
    Sandbox sandbox =
        Sandbox.start(0, InstantSource.system(), Duration.ofSeconds(5), Optional.of(certificate));
    Path kubeconfig = sandbox.server().writeKubeconfig(home.resolve("kubeconfig"));
    var setup =
        new PretendCluster.Setup(
            NODES,
            Duration.ofMillis(500),
            Optional.of((s, port) -> serverPods(s, port, home, certificate)));
    int operatorPort = LocalPorts.free("127.0.0.1");
    try (var pretended = PretendCluster.on(sandbox, setup);
        var live = new LiveCluster(kubeconfig)) {
      narrator.step(
          "a cluster of three nodes",
          () -> {
            live.apply(root.resolve("crds/clusterdnses.nodens.dev.yaml"));
            return "API server at " + sandbox.server().url() + ", node-1 is a control plane";
          });
      try (var operator =
          OperatorRun.start(
              root, kubeconfig, home.resolve("operator.log"), operatorPort, pretended.dnsPort())) {
        narrator.step(
            "the operator starts",
            () -> {
              operator.awaitReady(Duration.ofSeconds(60));
              return "log in " + home.resolve("operator.log");
            });
        return tour(live, pretended.dnsPort(), kubeconfig, stop);
      }
    }
  }

  private boolean tour(LiveCluster live, int dnsPort, Path kubeconfig, CountDownLatch stop)
      throws InterruptedException {
    Path sample = root.resolve("deploy/samples/node-hosts.yaml");
    var first = new Tour(narrator, live, new DnsClient(address("127.0.0.1", dnsPort)), sample);
    first.declare();
    String pod = realPod(live);
    if (!narrator.allWell() || pod.isEmpty()) {
      return false;
    }
    var tour = new Tour(narrator, live, new DnsClient(address(pod, dnsPort)), sample);
    tour.questions();
    tour.edits();
    if (check) {
      narrator.say(
          "%s in %.0f s%n"
              .formatted(narrator.allWell() ? "All well" : "Not well", narrator.elapsed()));
      return narrator.allWell();
    }
    narrator.say(
        """

        Up until Ctrl-C. In another terminal:
          export KUBECONFIG=%s
          kubectl get clusterdns,pods -A
          dig @%s -p %d web.default.svc.cluster.local
        """
            .formatted(kubeconfig, pod, dnsPort));
    stop.await();
    return narrator.allWell();
  }

  private static String realPod(LiveCluster live) {
    String node = "node-" + NODES;
    var pods = live.get("/api/v1/pods?fieldSelector=spec.nodeName%3D" + node);
    return Json.text(Json.at(pods, "items").path(0), "status", "podIP");
  }

  private static InetSocketAddress address(String ip, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(ip), port);
  }

  private ServerPods serverPods(
      Sandbox sandbox, int dnsPort, Path home, ServerCertificate certificate) {
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

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
