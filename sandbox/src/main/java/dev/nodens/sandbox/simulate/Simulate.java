package dev.nodens.sandbox.simulate;

import dev.nodens.sandbox.PretendCluster;
import dev.nodens.sandbox.Sandbox;
import dev.nodens.sandbox.api.DeleteOptions;
import dev.nodens.sandbox.api.Target;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.node.Nodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Plays the life of a large cluster and prints what the operator made of it.
@Command(
    name = "simulate",
    description = "Measures the operator in a cluster of pretended nodes.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class Simulate implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  @Parameters(paramLabel = "ROOT", description = "The repository, built.")
  private Path root = Path.of(".");

  @Option(
      names = "--nodes",
      defaultValue = "5000",
      description = "How many nodes (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--idle-seconds",
      defaultValue = "120",
      description = "How long idleness is watched (default: ${DEFAULT-VALUE}).")
  private int idleSeconds;

  @Option(
      names = "--memory-limit",
      defaultValue = "256m",
      description = "Memory limit of the operator's container (default: ${DEFAULT-VALUE}).")
  private String memoryLimit = "";

  @Option(
      names = "--check",
      description = "End with status 1 when memory or idle processor time is over its limit.")
  private boolean check;

  /// Ends the process with status 0 or, when something is over its limit, 1.
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Simulate()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("nodens-simulate");
    Sandbox sandbox = Sandbox.start(0);
    var tally = new ApiTally();
    sandbox.server().faults(tally);
    say(nodes + " nodes; operator's log in " + home.resolve("operator.log"));
    try (PretendCluster cluster =
            PretendCluster.on(
                sandbox,
                new PretendCluster.Setup(nodes, Duration.ofMillis(500), Optional.empty()));
        MeasuredOperator operator = start(sandbox, home, cluster.dnsPort())) {
      return play(new Figures(operator, tally), new Declared(sandbox.resources()), sandbox);
    }
  }

  private MeasuredOperator start(Sandbox sandbox, Path home, int dnsPort) throws IOException {
    new Declared(sandbox.resources()).apply(root.resolve("crds/clusterdnses.nodens.dev.yaml"));
    return MeasuredOperator.start(
        root,
        sandbox.server().writeKubeconfig(home.resolve("kubeconfig")),
        home.resolve("operator.log"),
        dnsPort,
        memoryLimit);
  }

  private int play(Figures figures, Declared declared, Sandbox sandbox)
      throws IOException, InterruptedException {
    figures.phase(
        "install",
        () -> {
          declared.apply(root.resolve("deploy/samples/node-hosts.yaml"));
          await("every node serves", () -> declared.isServedBy(nodes));
        });
    double idle = figures.idle("idle", idleSeconds);
    figures.phase("drift: a DaemonSet's field", () -> drift(declared));
    figures.phase("drift: a ConfigMap's key", () -> addedKey(declared));
    figures.phase(
        "rollout",
        () -> {
          declared.edit(
              "nodens.dev",
              "clusterdnses",
              Declared.NAME,
              "{\"spec\":{\"config\":{\"cache\":{\"maxSeconds\":47}}}}");
          await("every node serves the new revision", () -> declared.isServedBy(nodes));
        });
    int churned = Math.max(1, nodes / 20);
    figures.phase(
        "churn: %d nodes replaced, one more added".formatted(churned),
        () -> {
          replace(sandbox, churned);
          await(
              "the new nodes serve and are in NodeHosts",
              () -> declared.isServedBy(nodes + 1) && isKnown(declared, "fresh-" + churned));
        });
    double later = figures.idle("idle afterwards", idleSeconds);
    figures.print();
    return check ? figures.verdict(Math.min(idle, later)) : 0;
  }

  private static void drift(Declared declared) {
    declared.edit("apps", "daemonsets", "cluster-dns", "{\"spec\":{\"minReadySeconds\":77}}");
    await(
        "the field is put back",
        () ->
            Json.at(declared.get("apps", "daemonsets", "cluster-dns"), "spec", "minReadySeconds")
                    .asInt()
                != 77);
  }

  private static void addedKey(Declared declared) {
    declared.edit("", "configmaps", "cluster-node-hosts", "{\"data\":{\"foreign\":\"key\"}}");
    await(
        "the key is gone",
        () ->
            !Json.at(declared.get("", "configmaps", "cluster-node-hosts"), "data").has("foreign"));
  }

  private static boolean isKnown(Declared declared, String node) {
    return Json.text(declared.get("", "configmaps", "cluster-node-hosts"), "data", "NodeHosts")
        .contains(" " + node + "\n");
  }

  /// One node more than there were, so that the counts of a status from before are not taken for
  /// those of the new nodes.
  private static void replace(Sandbox sandbox, int count) {
    var type = sandbox.resources().kinds().require("", "nodes");
    for (int i = 0; i <= count; i++) {
      if (i > 0) {
        var _ =
            sandbox
                .resources()
                .delete(Target.of(type, "", "node-" + (i + 1)), DeleteOptions.DEFAULT);
      }
      Nodes.add(sandbox.resources(), "fresh-" + i, "10.201." + i / 256 + "." + i % 256, false);
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not within " + PATIENCE.toMinutes() + " min: " + what);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting until " + what, e);
      }
    }
  }

  static void say(String text) {
    System.out.println("simulate: " + text);
  }
}
