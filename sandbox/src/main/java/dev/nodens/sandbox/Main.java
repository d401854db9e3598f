package dev.nodens.sandbox;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// Starts an API server alone and prints how to reach it: `Main [PORT [KUBECONFIG]]`.
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
    try (Sandbox sandbox = Sandbox.start(port)) {
      System.err.println("API server at " + sandbox.server().url());
      if (args.length > 1) {
        Path file = sandbox.server().writeKubeconfig(Path.of(args[1]));
        System.err.println("export KUBECONFIG=" + file.toAbsolutePath());
      }
      new CountDownLatch(1).await();
    }
  }
}
