package dev.nodens.operator;

import dev.nodens.operator.observe.RevisionProbe;
import dev.nodens.operator.reconcile.ClusterDnsReconciler;
import dev.nodens.operator.reconcile.StatusObserver;
import dev.nodens.operator.validate.CorefileCheck;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RuntimeInfo;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The operator as it runs, in a process of its own or inside a test.
public final class OperatorProcess implements AutoCloseable {
  /// Name of the lease.
  static final String LEASE = "nodens-operator";

  private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);
  private static final long FIRST_RETRY_MILLIS = 1000;
  private static final long LONGEST_RETRY_MILLIS = 60_000;

  private final KubernetesClient client;
  private final Settings settings;
  private final Operator operator;
  private volatile boolean closing;

  /// An operator without metrics, with the usual lease times.
  ///
  /// @param client the API server; closed with this
  /// @param settings of the process
  /// @param clock the time
  /// @param probe how pods are asked what they serve
  /// @param check how a Corefile is judged
  /// @param statuses is told every status
  public OperatorProcess(
      KubernetesClient client,
      Settings settings,
      Clock clock,
      RevisionProbe probe,
      CorefileCheck check,
      StatusObserver statuses) {
    this(
        client,
        settings,
        new Ports(clock, probe, check, statuses, Metrics.NOOP),
        Leadership.DEFAULT);
  }

  /// @param client the API server; closed with this
  /// @param settings of the process
  /// @param ports what it meets the world with
  /// @param leadership how replicas take turns, if the settings say that there are some
  public OperatorProcess(
      KubernetesClient client, Settings settings, Ports ports, Leadership leadership) {
    this.client = client;
    this.settings = settings;
    this.operator = new Operator(overrider -> configure(overrider, ports, leadership));
    operator.register(
        new ClusterDnsReconciler(
            client, settings, ports.clock(), ports.probe(), ports.check(), ports.statuses()),
        controller ->
            controller
                .withGenerationAware(true)
                .withTriggerReconcilerOnAllEvents(true)
                .withReconciliationMaxInterval(settings.resync())
                .withRateLimiter(new LinearRateLimiter(Duration.ofSeconds(1), 5))
                .withRetry(
                    new GenericRetry()
                        .withoutMaxAttempts()
                        .setInitialInterval(FIRST_RETRY_MILLIS)
                        .setIntervalMultiplier(2)
                        .setMaxInterval(LONGEST_RETRY_MILLIS)));
  }

  private void configure(
      ConfigurationServiceOverrider overrider, Ports ports, Leadership leadership) {
    overrider
        .withKubernetesClient(client)
        .withCloseClientOnStop(false)
        .withConcurrentReconciliationThreads(4)
        .withConcurrentWorkflowExecutorThreads(1)
        .withStopOnInformerErrorDuringStartup(true)
        .withUseSSAToPatchPrimaryResource(true)
        .withMetrics(ports.metrics());
    if (settings.leaderElection()) {
      overrider.withLeaderElectionConfiguration(election(leadership));
    }
  }

  /// The SDK's own way to step down lets a reconciliation in hand go on while another replica
  /// leads.
  @SuppressWarnings("deprecation") // the only constructor that leaves stepping down to us
  private LeaderElectionConfiguration election(Leadership leadership) {
    return new LeaderElectionConfiguration(
        LEASE,
        settings.leaseNamespace(),
        leadership.lease(),
        leadership.renew(),
        leadership.retry(),
        settings.instance(),
        new LeaderCallbacks(() -> {}, () -> lost(leadership), leader -> {}),
        false);
  }

  /// Whoever stops gives the lease back, which is no loss.
  private void lost(Leadership leadership) {
    if (!closing) {
      leadership.stepDown().run();
    }
  }

  /// Starts the informers and, once this process leads, the work. Blocks until the informers are in
  /// sync.
  public void start() {
    operator.start();
  }

  /// Whether the informers are in sync and healthy; a process that does not lead is ready too.
  public boolean isReady() {
    return unready().isEmpty();
  }

  /// Why this process is not ready: it starts, or informers lost the API server. Empty when it is.
  public Optional<String> unready() {
    RuntimeInfo runtime = operator.getRuntimeInfo();
    if (!runtime.isStarted()) {
      return Optional.of("informers are not in sync yet");
    }
    List<String> sick =
        runtime.unhealthyEventSources().values().stream()
            .flatMap(sources -> sources.keySet().stream())
            .sorted()
            .toList();
    return sick.isEmpty()
        ? Optional.empty()
        : Optional.of("informers do not watch: " + String.join(", ", sick));
  }

  @Override
  public void close() {
    closing = true;
    operator.stop();
    if (settings.leaderElection()) {
      giveLeaseBack();
    }
    client.close();
  }

  /// The SDK stops what would do it before it does it, and then another replica waits until the
  /// lease has run out.
  private void giveLeaseBack() {
    try {
      Lease lease = client.leases().inNamespace(settings.leaseNamespace()).withName(LEASE).get();
      if (lease != null && settings.instance().equals(lease.getSpec().getHolderIdentity())) {
        lease.getSpec().setHolderIdentity(null);
        lease.getSpec().setLeaseDurationSeconds(1);
        client.resource(lease).update();
      }
    } catch (KubernetesClientException e) {
      LOG.warn("the lease {} runs out by itself: {}", LEASE, e.getMessage());
    }
  }
}
