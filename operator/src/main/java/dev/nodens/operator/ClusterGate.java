package dev.nodens.operator;

import dev.nodens.crd.ClusterDNS;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds a start back until the API server answers and knows ClusterDNS: ending and being started
/// anew would only come back later each time.
final class ClusterGate {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterGate.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final KubernetesClient client;
  private volatile Optional<String> missing = Optional.of("the API server was not asked yet");

  ClusterGate(KubernetesClient client) {
    this.client = client;
  }

  /// What the start waits for; empty once it is there.
  Optional<String> missing() {
    return missing;
  }

  /// Blocks until everything is there or `stop` is opened.
  ///
  /// @return whether everything is there
  boolean await(CountDownLatch stop) throws InterruptedException {
    Optional<String> said = Optional.empty();
    while (true) {
      missing = look();
      if (missing.isEmpty()) {
        return true;
      }
      if (!missing.equals(said)) {
        LOG.warn("waiting: {}", missing.get());
        said = missing;
      }
      if (stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
  }

  private Optional<String> look() {
    try {
      client
          .resources(ClusterDNS.class)
          .list(new ListOptionsBuilder().withLimit(1L).build())
          .getItems();
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.of(
          e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
              ? "the definition %s is not installed; apply it, or let the chart do so with crd.install=true"
                  .formatted(ClusterDNS.CRD_NAME)
              : "the API server at %s does not list ClusterDNS: %s"
                  .formatted(client.getMasterUrl(), e.getMessage()));
    }
  }
}
