package dev.nodens.operator;

import dev.nodens.operator.observe.UdpRevisionProbe;
import dev.nodens.operator.validate.ServerParsers;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Starts the operator.
@Command(
    name = "nodens-operator",
    description = "Turns each ClusterDNS into the DNS of the cluster.",
    mixinStandardHelpOptions = true,
    version = "nodens-operator 0.1.0",
    sortOptions = false)
public final class Main implements Callable<Integer> {
  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "Connection to the API server; without it that of the pod, else $KUBECONFIG.")
  private @Nullable File kubeconfig;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "kube-system",
      description = "Namespaces that the operator may write into (default: ${DEFAULT-VALUE}).")
  private Set<String> namespaces = Set.of();

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      defaultValue = "nodens/dns-server:0.1.0",
      description =
          "Image of the DNS server for declarations that name none (default: ${DEFAULT-VALUE}).")
  private String image = "";

  @Option(
      names = "--leader-elect",
      description = "Work only while holding the lease, so that several replicas can run.")
  private boolean leaderElect;

  @Option(
      names = "--lease-namespace",
      paramLabel = "NAME",
      defaultValue = "${env:POD_NAMESPACE:-kube-system}",
      description = "Namespace of the lease (default: ${DEFAULT-VALUE}).")
  private String leaseNamespace = "";

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description =
          "TCP port of /metrics, /healthz and /readyz; 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int metricsPort;

  @Option(
      names = "--dns-port",
      paramLabel = "PORT",
      defaultValue = "53",
      description = "UDP port at which pods are asked what they serve (default: ${DEFAULT-VALUE}).")
  private int dnsPort;

  @Option(
      names = "--resync-seconds",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "How often every ClusterDNS is looked at without a cause (default: ${DEFAULT-VALUE}).")
  private int resyncSeconds;

  /// Runs until the process is told to stop.
  public static void main(String[] arguments) {
    if (System.getProperty("java.util.logging.SimpleFormatter.format") == null) {
      System.setProperty(
          "java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$-7s %3$s - %5$s%6$s%n");
    }
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public Integer call() {
    Logger log = LoggerFactory.getLogger(Main.class);
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var metrics = new OperatorMetrics(registry);
    KubernetesClient client = new KubernetesClientBuilder().withConfig(connection()).build();
    var probe = new UdpRevisionProbe(dnsPort, Duration.ofMillis(500), new SecureRandom());
    var operator =
        new OperatorProcess(
            client, settings(), Clock.systemUTC(), probe, new ServerParsers(), metrics);
    var stop = new CountDownLatch(1);
    try (var endpoints =
        new Endpoints(new InetSocketAddress(metricsPort), operator::isReady, registry::scrape)) {
      Runtime.getRuntime().addShutdownHook(new Thread(stop::countDown, "stop"));
      log.info(
          "API server {}, namespaces {}, metrics on port {}",
          client.getMasterUrl(),
          namespaces,
          endpoints.port());
      operator.start();
      log.info("started");
      stop.await();
      operator.close();
      return CommandLine.ExitCode.OK;
    } catch (IOException e) {
      log.error("cannot listen on port {}: {}", metricsPort, e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private Settings settings() {
    String host = Objects.requireNonNullElse(System.getenv("HOSTNAME"), "operator");
    return new Settings(
        namespaces,
        image,
        host + "_" + ProcessHandle.current().pid(),
        leaderElect,
        leaseNamespace,
        Duration.ofSeconds(resyncSeconds));
  }

  private Config connection() {
    Config config =
        kubeconfig == null ? Config.autoConfigure(null) : Config.fromKubeconfig(kubeconfig);
    return new ConfigBuilder(config).withUserAgent("nodens-operator").build();
  }
}
