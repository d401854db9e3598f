package dev.nodens.sandbox.quickstart;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The operator as a process of its own, started the way production starts it.
final class OperatorRun implements AutoCloseable {
  private final Process process;
  private final Path log;
  private final int port;

  private OperatorRun(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /// @param dnsPort where pods answer DNS
  /// @throws IOException when `operator/run` is missing
  static OperatorRun start(Path root, Path kubeconfig, Path log, int port, int dnsPort)
      throws IOException {
    var command =
        List.of(
            root.resolve("operator/run").toString(),
            "--kubeconfig",
            kubeconfig.toString(),
            "--metrics-port",
            Integer.toString(port),
            "--dns-port",
            Integer.toString(dnsPort),
            "--resync-seconds",
            "5");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new OperatorRun(process, log, port);
  }

  /// Waits until its informers are in sync.
  ///
  /// @throws IOException when it ends, or takes longer than `patience`; the message has its last
  ///   words
  void awaitReady(Duration patience) throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!isReady()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException("the operator is not ready; last lines of " + log + ":\n" + tail());
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private boolean isReady() {
    try {
      var url = URI.create("http://127.0.0.1:" + port + "/readyz").toURL();
      var connection = (HttpURLConnection) url.openConnection();
      connection.setConnectTimeout(500);
      connection.setReadTimeout(500);
      return connection.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private String tail() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
