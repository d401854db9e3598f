package dev.nodens.plugin.reload;

import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.core.metrics.Gauge;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.port.Reloader;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares the Corefile on disk with the one being served, and has it swapped. Virtual thread.
///
/// A text that failed is not tried again before it changes. The version metric always tells what is
/// really served: upstream's shows the new hash after a failed reload as well.
final class CorefileWatch implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(CorefileWatch.class);

  private final Reloader reloader;
  private final Counter failures;
  private final Family<Gauge> versions;
  private final AtomicReference<String> refused = new AtomicReference<>("");

  CorefileWatch(Reloader reloader, MetricRegistry registry) {
    this.reloader = reloader;
    this.failures =
        registry
            .counters("coredns_reload_failed_total", "Reloads that failed; the old file serves on.")
            .with();
    this.versions =
        registry.gauges(
            "coredns_reload_version_info",
            "1, with the hash of the configuration that is being served.",
            "hash",
            "value");
  }

  /// Shows the hash of what is served now.
  void serving() {
    String hash = reloader.servedHash();
    for (List<String> labels : versions.metrics().keySet()) {
      if (!labels.getLast().equals(hash)) {
        versions.remove(labels.toArray(String[]::new));
      }
    }
    versions.with("sha512", hash).set(1);
  }

  @Override
  public void run() {
    String hash = "";
    try {
      hash = reloader.currentHash();
      if (hash.equals(reloader.servedHash()) || hash.equals(refused.get())) {
        return;
      }
      reloader.reload();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      fail(hash, String.valueOf(e.getMessage()));
    }
  }

  /// @param hash of the text that failed; empty if it cannot even be read or parsed
  private void fail(String hash, String message) {
    String what = hash.isEmpty() ? message : hash;
    if (!refused.getAndSet(what).equals(what)) {
      failures.addShared(1);
      LOG.error("plugin/reload: Corefile changed but reload failed: {}", message);
    }
  }
}
