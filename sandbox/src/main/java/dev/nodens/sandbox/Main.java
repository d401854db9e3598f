package dev.nodens.sandbox;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// Starts a pretended cluster and prints how to reach it: `Main [PORT [KUBECONFIG [NODES]]]`. With
/// 0 nodes it is an API server alone.
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
    int nodes = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    Sandbox sandbox = Sandbox.start(port);
    try (PretendCluster cluster =
        PretendCluster.on(sandbox, PretendCluster.Setup.pretending(nodes))) {
      System.err.println("API server at " + sandbox.server().url());
      System.err.println("pods answer DNS on port " + cluster.dnsPort());
      if (args.length > 1) {
        Path file = sandbox.server().writeKubeconfig(Path.of(args[1]));
        System.err.println("export KUBECONFIG=" + file.toAbsolutePath());
      }
      new CountDownLatch(1).await();
    }
  }
}
