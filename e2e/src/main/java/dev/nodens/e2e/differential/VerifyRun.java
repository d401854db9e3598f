package dev.nodens.e2e.differential;

import dev.nodens.core.port.ApiServers;
import dev.nodens.core.port.HostFacts;
import dev.nodens.netty.api.KubernetesApi;
import dev.nodens.verify.VerifyCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The command `verify` at work on both servers: it finds nothing unexplained, and it finds an
/// altered Corefile.
final class VerifyRun {
  private static final String SCENARIO = "verify";
  private static final String OUTSIDE = "n1.a1.up.test A\nn1.nx.up.test AAAA\nn1.mx.up.test MX\n";

  private final Surroundings surroundings;

  VerifyRun(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /// Whether it did both.
  boolean run(Scenario scenario) throws IOException {
    boolean same = verify(scenario, scenario.corefile()) == 0;
    boolean different = verify(scenario, scenario.altered()) == 1;
    System.out.printf(
        "  %-22s %s, an altered Corefile is %s%n",
        SCENARIO, same ? "exit code 0" : "NOT exit code 0", different ? "found" : "NOT found");
    return same && different;
  }

  private int verify(Scenario scenario, String second) throws IOException {
    Path folder = surroundings.folder(SCENARIO);
    var variables = surroundings.variables();
    List<String> coreDns = surroundings.coreDns();
    try (Servers servers =
        Servers.start(
            () -> DnsProcess.start(folder, "coredns", coreDns, scenario.corefile(), variables),
            () -> DnsProcess.start(folder, "second", surroundings.nodens(), second, variables))) {
      DnsProcess theirs = servers.theirs();
      DnsProcess ours = servers.ours();
      Path log = Files.writeString(folder.resolve("query.log"), OUTSIDE);
      var out = new ByteArrayOutputStream();
      int code =
          VerifyCommand.run(
              List.of(
                  "--against",
                  "127.0.0.1:" + theirs.port(),
                  "--server",
                  "127.0.0.1:" + ours.port(),
                  "--kubeconfig",
                  String.valueOf(variables.get("KUBECONFIG")),
                  "--corefile",
                  folder.resolve("coredns.corefile").toString(),
                  "--query-log",
                  log.toString(),
                  "--timeout",
                  "2000"),
              api(),
              false,
              new PrintStream(out, true, StandardCharsets.UTF_8));
      String text = out.toString(StandardCharsets.UTF_8);
      boolean altered = !second.equals(scenario.corefile());
      Files.writeString(folder.resolve(altered ? "altered.txt" : "same.txt"), text);
      text.strip()
          .lines()
          .dropWhile(line -> altered || !line.startsWith("UNEXPLAINED"))
          .forEach(line -> System.out.println("    " + line));
      return code;
    }
  }

  private static ApiServers api() {
    return new KubernetesApi(
        new HostFacts() {
          @Override
          public String hostName() {
            return "localhost";
          }

          @Override
          public List<InetAddress> interfaceAddresses(String name) {
            return List.of();
          }

          @Override
          public List<InetAddress> addresses() {
            return List.of();
          }

          @Override
          public String environment(String name) {
            return "";
          }
        });
  }
}
