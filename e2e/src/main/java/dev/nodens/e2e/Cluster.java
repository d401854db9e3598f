package dev.nodens.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The cluster that `e2e/run` has started: two nodes, the first one a tainted control-plane node,
/// both images loaded, the chart installed.
final class Cluster {
  /// Address of the DNS Service.
  static final String DNS = "10.96.0.10";

  /// Namespace of the operator.
  static final String OPERATOR_NAMESPACE = "nodens-system";

  /// Namespace of the DNS servers.
  static final String DNS_NAMESPACE = "kube-system";

  private static final Duration PATIENCE = Duration.ofSeconds(150);
  private static final Path ROOT = Path.of(property("nodens.root"));

  private Cluster() {}

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalStateException(name + " is not set: start these tests with e2e/run");
    }
    return value;
  }

  static KubernetesClient connect() {
    try {
      String kubeconfig = Files.readString(Path.of(property("e2e.kubeconfig")));
      return new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig)).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The command line that runs `deploy/local/cluster` with these arguments.
  static List<String> toolCommand(List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(ROOT.resolve("deploy/local/cluster").toString());
    command.addAll(arguments);
    return command;
  }

  /// Runs `deploy/local/cluster` with these arguments.
  static Shell.Result tool(List<String> arguments) {
    return Shell.run(PATIENCE, toolCommand(arguments));
  }

  /// A program that `deploy/local/cluster build` compiled.
  static Path program(String name) {
    return Path.of(property("e2e.programs"), name);
  }

  /// Where files of a test go; `mvn clean` removes them.
  static Path scratch() {
    return ROOT.resolve("e2e/target");
  }

  /// The address that the nodes' resolv.conf names.
  static String gateway() {
    return property("e2e.gateway");
  }

  static Shell.Result kubectl(String... arguments) {
    var command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(arguments));
    return tool(command);
  }

  /// Asks with dig from the network of a pod.
  static Dig dig(Pod from, String... question) {
    var command = new ArrayList<>(List.of("pod", name(from), "dig", "+tries=1", "+time=8"));
    command.addAll(List.of(question));
    return Dig.parse(tool(command).output());
  }

  /// The command line that runs one of our classes in the network of a pod.
  static List<String> javaIn(Pod pod, Class<?> main, String... arguments) {
    var command = new ArrayList<>(toolCommand(List.of("pod", name(pod))));
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(ROOT.resolve("e2e/target/classes").toString());
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /// Installs the chart as `e2e/run` did, or brings it back to that state.
  static void installChart() {
    run("install-chart");
  }

  /// Removes what [#installChart] installed, but for the definition, which the chart keeps.
  static void uninstallChart() {
    run("uninstall-chart");
  }

  private static void run(String step) {
    Shell.run(Duration.ofMinutes(3), List.of(ROOT.resolve("e2e/run").toString(), step)).text();
  }

  private static String name(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }
}
