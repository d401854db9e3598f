package dev.nodens.operator;

import dev.nodens.operator.observe.UdpRevisionProbe;
import dev.nodens.operator.telemetry.ApiCalls;
import dev.nodens.operator.telemetry.Health;
import dev.nodens.operator.telemetry.JsonLines;
import dev.nodens.operator.telemetry.SdkMetrics;
import dev.nodens.operator.validate.ServerParsers;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
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
import java.util.concurrent.TimeUnit;
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
  private static final int REQUEST_TIMEOUT_MILLIS = 10_000;

  /// Few: the reconciler tries again itself, and says meanwhile what is wrong.
  private static final int REQUEST_RETRIES = 2;

  /// Well below the grace period of a pod.
  private static final int STOP_SECONDS = 10;

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

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      defaultValue = "${env:NODENS_LOG_FORMAT:-TEXT}",
      description = "Log lines: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private LogFormat logFormat = LogFormat.TEXT;

  /// How log lines look.
  enum LogFormat {
    TEXT,
    JSON
  }

  /// Runs until the process is told to stop.
  public static void main(String[] arguments) {
    if (System.getProperty("java.util.logging.SimpleFormatter.format") == null) {
      System.setProperty(
          "java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$-7s %3$s - %5$s%6$s%n");
    }
    System.exit(
        new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
  }

  @Override
  public Integer call() {
    if (logFormat == LogFormat.JSON) {
      JsonLines.install();
    }
    Logger log = LoggerFactory.getLogger(Main.class);
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    bindProcess(registry);
    var metrics = new OperatorMetrics(registry);
    var health = new Health(Clock.systemUTC());
    KubernetesClient client = client(registry);
    var operator =
        new OperatorProcess(
            client,
            settings(),
            new Ports(
                Clock.systemUTC(),
                new UdpRevisionProbe(dnsPort, Duration.ofMillis(500), new SecureRandom()),
                new ServerParsers(),
                metrics,
                SdkMetrics.of(registry, health)),
            Leadership.DEFAULT);
    var gate = new ClusterGate(client);
    var stop = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    try (var endpoints =
        new Endpoints(
            new InetSocketAddress(metricsPort),
            health::trouble,
            () -> gate.missing().or(operator::unready),
            registry::scrape)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stop, stopped), "stop"));
      log.info(
          "API server {}, namespaces {}, metrics on port {}",
          client.getMasterUrl(),
          namespaces,
          endpoints.port());
      if (gate.await(stop)) {
        operator.start();
        log.info("started");
        stop.await();
        operator.close();
      }
      return CommandLine.ExitCode.OK;
    } catch (IOException e) {
      log.error("cannot listen on port {}: {}", metricsPort, e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CommandLine.ExitCode.SOFTWARE;
    } finally {
      stopped.countDown();
    }
  }

  /// Holds the end of the process up until the lease is given back: otherwise the other replica
  /// would wait for it to run out.
  private static void end(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      if (!stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        LoggerFactory.getLogger(Main.class).warn("not stopped within {} s", STOP_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void bindProcess(MeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  private KubernetesClient client(MeterRegistry registry) {
    return new KubernetesClientBuilder()
        .withConfig(connection())
        .withHttpClientBuilderConsumer(
            http -> http.addOrReplaceInterceptor(ApiCalls.NAME, new ApiCalls(registry)))
        .build();
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
    return new ConfigBuilder(config)
        .withUserAgent("nodens-operator")
        .withRequestTimeout(REQUEST_TIMEOUT_MILLIS)
        .withRequestRetryBackoffLimit(REQUEST_RETRIES)
        .build();
  }
}
