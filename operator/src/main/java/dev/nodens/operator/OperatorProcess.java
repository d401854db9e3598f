package dev.nodens.operator;

import dev.nodens.operator.observe.RevisionProbe;
import dev.nodens.operator.reconcile.ClusterDnsReconciler;
import dev.nodens.operator.reconcile.StatusObserver;
import dev.nodens.operator.validate.CorefileCheck;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Clock;
import java.time.Duration;

/// The operator as it runs, in a process of its own or inside a test.
public final class OperatorProcess implements AutoCloseable {
  /// Name of the lease.
  static final String LEASE = "nodens-operator";

  private static final long FIRST_RETRY_MILLIS = 1000;
  private static final long LONGEST_RETRY_MILLIS = 60_000;

  private final Operator operator;

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
    this.operator = new Operator(overrider -> configure(overrider, client, settings));
    operator.register(
        new ClusterDnsReconciler(client, settings, clock, probe, check, statuses),
        controller ->
            controller
                .withGenerationAware(true)
                .withReconciliationMaxInterval(settings.resync())
                .withRateLimiter(new LinearRateLimiter(Duration.ofSeconds(1), 5))
                .withRetry(
                    new GenericRetry()
                        .withoutMaxAttempts()
                        .setInitialInterval(FIRST_RETRY_MILLIS)
                        .setIntervalMultiplier(2)
                        .setMaxInterval(LONGEST_RETRY_MILLIS)));
  }

  private static void configure(
      ConfigurationServiceOverrider overrider, KubernetesClient client, Settings settings) {
    overrider
        .withKubernetesClient(client)
        .withCloseClientOnStop(true)
        .withConcurrentReconciliationThreads(4)
        .withConcurrentWorkflowExecutorThreads(1)
        .withStopOnInformerErrorDuringStartup(true)
        .withUseSSAToPatchPrimaryResource(true);
    if (settings.leaderElection()) {
      overrider.withLeaderElectionConfiguration(
          LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
              .withLeaseNamespace(settings.leaseNamespace())
              .withIdentity(settings.instance())
              .build());
    }
  }

  /// Starts the informers and, once this process leads, the work. Blocks until the informers are in
  /// sync.
  public void start() {
    operator.start();
  }

  /// Whether the informers are in sync and healthy; a process that does not lead is ready too.
  public boolean isReady() {
    return operator.getRuntimeInfo().isStarted()
        && operator.getRuntimeInfo().allEventSourcesAreHealthy();
  }

  @Override
  public void close() {
    operator.stop();
  }
}
