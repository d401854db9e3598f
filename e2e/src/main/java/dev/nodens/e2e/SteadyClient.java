package dev.nodens.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// An [Asker] that runs in the network of a pod while a test does something to the cluster.
final class SteadyClient implements AutoCloseable {
  private static final int RATE = 50;

  private final Process process;
  private final BufferedReader output;

  /// What the client saw.
  ///
  /// @param asked number of queries
  /// @param failed number of queries without a good answer within two seconds
  /// @param slowestMillis slowest query
  /// @param failures what went wrong, one line each
  record Outcome(int asked, int failed, int slowestMillis, List<String> failures) {}

  private SteadyClient(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /// Returns when the client has begun to ask the DNS Service for `name`, 50 times a second.
  static SteadyClient start(Pod pod, String name) {
    List<String> command =
        Cluster.javaIn(pod, Asker.class, Cluster.DNS, name, Integer.toString(RATE));
    try {
      var client = new SteadyClient(new ProcessBuilder(command).redirectErrorStream(true).start());
      String line = client.output.readLine();
      if (line == null || !line.startsWith("asking")) {
        throw new AssertionError(String.join(" ", command) + " says " + line);
      }
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends the client.
  Outcome stop() {
    try {
      process.getOutputStream().close();
      var failures = new ArrayList<String>();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith("asked=")) {
          String[] parts = line.split("[= ]");
          return new Outcome(
              Integer.parseInt(parts[1]),
              Integer.parseInt(parts[3]),
              Integer.parseInt(parts[5]),
              failures);
        }
        failures.add(line);
      }
      throw new AssertionError("the client ended without a summary: " + failures);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
