package dev.nodens.operator.telemetry;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.AggregatedMetrics;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What the Java Operator SDK tells about reconciliations, as metrics and to the health check.
public final class SdkMetrics {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10),
    Duration.ofSeconds(60)
  };

  private SdkMetrics() {}

  /// @param registry where the meters live
  /// @param health is told when reconciliations begin and end
  public static Metrics of(MeterRegistry registry, Health health) {
    Metrics micrometer =
        MicrometerMetricsV2.newBuilder(registry)
            .withExecutionTimerConfig(timer -> timer.serviceLevelObjectives(BUCKETS))
            .build();
    return new AggregatedMetrics(List.of(micrometer, new Watchdog(health)));
  }

  private record Watchdog(Health health) implements Metrics {
    @Override
    public void reconciliationStarted(HasMetadata resource, Map<String, Object> metadata) {
      health.began(resource.getMetadata().getName());
    }

    @Override
    public void reconciliationFinished(
        HasMetadata resource, RetryInfo retry, Map<String, Object> metadata) {
      health.ended(resource.getMetadata().getName());
    }
  }
}
