package dev.nodens.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A name server of the outside, at the address that the nodes' resolv.conf names: a real CoreDNS
/// that knows one address for every name below `example.org`, and the name servers of the root.
final class Upstream implements AutoCloseable {
  /// The address of every name.
  static final String ADDRESS = "192.0.2.53";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path folder;
  private final Process process;

  private Upstream(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /// Returns when it answers.
  static Upstream start() {
    try {
      Path folder = Files.createTempDirectory(Cluster.scratch(), "upstream");
      Files.writeString(
          folder.resolve("Corefile"),
          """
          .:53 {
              bind br0
              template IN A example.org {
                  answer "{{ .Name }} 60 IN A %s"
              }
              template IN NS . {
                  answer "{{ .Name }} 60 IN NS a.example.org."
              }
          }
          """
              .formatted(ADDRESS));
      Process process =
          new ProcessBuilder(Cluster.toolCommand(command(folder)))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      var upstream = new Upstream(folder, process);
      upstream.awaitAnswer();
      return upstream;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Path folder) {
    return List.of(
        "node",
        "control",
        Cluster.program("coredns").toString(),
        "-conf",
        folder.resolve("Corefile").toString(),
        "-pidfile",
        folder.resolve("pid").toString());
  }

  private void awaitAnswer() throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String server = "@" + Cluster.gateway();
    while (Cluster.tool(List.of("node", "node-1", "dig", "+tries=1", server, "a.example.org"))
            .status()
        != 0) {
      if (!process.isAlive() || System.nanoTime() > end) {
        close();
        throw new AssertionError(
            "the upstream does not answer: " + Files.readString(folder.resolve("log")));
      }
    }
  }

  /// Ends it; from then on the address refuses queries.
  @Override
  public void close() {
    try {
      String pid = Files.readString(folder.resolve("pid")).strip();
      Cluster.tool(List.of("node", "control", "kill", pid)).text();
      process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
