package dev.nodens.sandbox.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.operator.Leadership;
import dev.nodens.operator.OperatorProcess;
import dev.nodens.operator.Ports;
import dev.nodens.operator.Settings;
import dev.nodens.operator.observe.UdpRevisionProbe;
import dev.nodens.operator.validate.ServerParsers;
import dev.nodens.sandbox.PretendCluster;
import dev.nodens.sandbox.Sandbox;
import dev.nodens.sandbox.api.Resources;
import dev.nodens.sandbox.controller.Cluster;
import dev.nodens.sandbox.simulate.Declared;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/// A sandbox whose clock runs ten times as fast, so that minimum ready times cost little, and
/// operators in it that are told apart by their names.
final class Scene implements AutoCloseable {
  static final Path ROOT = Path.of(System.getProperty("nodens.root", ".."));
  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SPEED = 10;

  final Declared declared;

  /// The time of the sandbox, for operators that compare it with their own.
  final Clock clock;

  private final PretendCluster cluster;
  private final int nodes;

  Scene(int nodes) throws IOException {
    this.clock = new FastClock(Instant.now(), SPEED);
    Sandbox sandbox = Sandbox.start(0, clock, Duration.ofSeconds(1), Optional.empty());
    var setup = new PretendCluster.Setup(nodes, Duration.ofMillis(100), Optional.empty());
    this.nodes = nodes;
    this.cluster = PretendCluster.on(sandbox, setup);
    this.declared = new Declared(sandbox.resources());
    declared.apply(ROOT.resolve("crds/clusterdnses.nodens.dev.yaml"));
  }

  Sandbox sandbox() {
    return cluster.sandbox();
  }

  PretendCluster cluster() {
    return cluster;
  }

  /// All objects of a kind.
  List<ObjectNode> objects(String group, String plural) {
    return new Cluster(resources(), "test").list(group, plural);
  }

  Resources resources() {
    return cluster.sandbox().resources();
  }

  /// An operator that works without asking others.
  OperatorProcess operator(String name) {
    return operator(name, Clock.systemUTC(), Optional.empty());
  }

  /// An operator that is not started yet; its requests carry its name as user agent.
  OperatorProcess operator(String name, Clock clock, Optional<Leadership> leadership) {
    Config config =
        new ConfigBuilder(Config.fromKubeconfig(sandbox().server().kubeconfig()))
            .withUserAgent(name)
            .withRequestTimeout(3000)
            .withRequestRetryBackoffLimit(1)
            .build();
    return new OperatorProcess(
        new KubernetesClientBuilder().withConfig(config).build(),
        new Settings(
            Set.of("kube-system", "dns"),
            "nodens/dns-server:test",
            name,
            leadership.isPresent(),
            "kube-system",
            Duration.ofSeconds(2)),
        new Ports(
            clock,
            new UdpRevisionProbe(cluster.dnsPort(), Duration.ofSeconds(1), new SecureRandom()),
            new ServerParsers(),
            (object, status) -> {},
            Metrics.NOOP),
        leadership.orElse(Leadership.DEFAULT));
  }

  /// Replaces the configuration by one that answers a name of its own.
  void declareHost(String host) {
    declared.edit(
        "nodens.dev",
        "clusterdnses",
        Declared.NAME,
        "{\"spec\":{\"config\":{\"hosts\":[{\"ip\":\"192.0.2.1\",\"names\":[\"%s\"]}]}}}"
            .formatted(host));
  }

  void awaitServed() {
    await("every node serves the declaration", () -> declared.isServedBy(nodes));
  }

  /// Fails with the status as it stands, which is where the operator says what it waits for.
  void await(String what, Callable<Boolean> condition) {
    try {
      Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          e.getMessage() + "\nThe status is: " + declared.status().toPrettyString(), e);
    }
  }

  @Override
  public void close() throws IOException {
    cluster.close();
  }
}
