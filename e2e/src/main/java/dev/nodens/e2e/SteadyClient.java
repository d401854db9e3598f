package dev.nodens.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An [Asker] that runs in the network of a pod while a test does something to the cluster.
final class SteadyClient implements AutoCloseable {
  private static final int RATE = 50;

  private static final Pattern SUMMARY =
      Pattern.compile("(\\S+) summary: asked=(\\d+) failed=(\\d+) cutoff=(\\d+) slowest=(\\d+)");

  private final Process process;
  private final BufferedReader output;

  /// What one client saw.
  ///
  /// @param asked number of queries
  /// @param failed number of queries without a good answer within five seconds
  /// @param cutOff how many of the failed ones were answered, from an address other than the
  ///   Service's, because connection tracking had forgotten the way while the answer was under way
  /// @param slowestMillis slowest answer
  record Count(int asked, int failed, int cutOff, int slowestMillis) {}

  /// What both clients saw.
  ///
  /// @param newPort the client that takes a new port for each query
  /// @param onePort the client that keeps a single port
  /// @param failures what went wrong, one line each; empty when every query was answered, and at
  ///   most answers to the one port were cut off
  record Outcome(Count newPort, Count onePort, List<String> failures) {
    int asked() {
      return newPort.asked() + onePort.asked();
    }

    int failed() {
      return newPort.failed() + onePort.failed();
    }

    int slowestMillis() {
      return Math.max(newPort.slowestMillis(), onePort.slowestMillis());
    }

    /// For a line of figures.
    String text() {
      return "%d queries from new ports, %d failed; %d from one port, %d failed%s; slowest %d ms"
          .formatted(
              newPort.asked(),
              newPort.failed(),
              onePort.asked(),
              onePort.failed(),
              onePort.cutOff() == 0 ? "" : " (%d cut off)".formatted(onePort.cutOff()),
              slowestMillis());
    }
  }

  private SteadyClient(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /// Returns when the client has begun to ask the DNS Service for `name`, 50 times a second from
  /// new ports and 50 times from one port.
  static SteadyClient start(Pod pod, String name) {
    return start(pod, Cluster.DNS, name);
  }

  /// The same for a client that knows the Service by another of its addresses.
  static SteadyClient start(Pod pod, String server, String name) {
    List<String> command = Cluster.javaIn(pod, Asker.class, server, name, Integer.toString(RATE));
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
      var counts = new HashMap<String, Count>();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        Matcher summary = SUMMARY.matcher(line);
        if (summary.matches()) {
          counts.put(summary.group(1), count(summary));
        } else if (!line.startsWith("one-port cut off:")) {
          failures.add(line);
        }
      }
      Count newPort = counts.get("new-port");
      Count onePort = counts.get("one-port");
      if (newPort != null && onePort != null) {
        return new Outcome(newPort, onePort, failures);
      }
      throw new AssertionError("the client ended without a summary: " + failures);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Count count(Matcher summary) {
    return new Count(
        Integer.parseInt(summary.group(2)),
        Integer.parseInt(summary.group(3)),
        Integer.parseInt(summary.group(4)),
        Integer.parseInt(summary.group(5)));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
