package dev.nodens.plugin.hosts;

import dev.nodens.core.metrics.Gauge;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.corefile.GoSyntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A hosts file that is read again when its time or size changed. Blocking; one thread at a time.
///
/// A file that is missing or unreadable changes nothing: what was read last is served on.
final class HostsFile {
  private static final Logger LOG = LoggerFactory.getLogger(HostsFile.class);
  private static final double NANOS = 1e9;

  private final Path file;
  private final String label;
  private final HostsReader reader;
  private final HostsEntries inline;
  private final int ttl;
  private final HostsHandler handler;
  private final MetricRegistry metrics;
  private @Nullable FileTime readTime;
  private long readSize;

  /// @param label the file as the Corefile names it, for the metric
  HostsFile(
      Path file,
      String label,
      HostsReader reader,
      HostsEntries inline,
      int ttl,
      HostsHandler handler,
      MetricRegistry metrics) {
    this.file = file;
    this.label = label;
    this.reader = reader;
    this.inline = inline;
    this.ttl = ttl;
    this.handler = handler;
    this.metrics = metrics;
  }

  void warnIfMissing() {
    if (Files.isDirectory(file)) {
      LOG.warn("plugin/hosts: Hosts file {} is a directory", GoSyntax.quote(label));
    } else if (Files.notExists(file)) {
      LOG.warn("plugin/hosts: File does not exist: {}", label);
    }
  }

  /// Reads the file if it is not the one that was read last.
  void refresh() {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      FileTime time = attributes.lastModifiedTime();
      long size = attributes.size();
      if (attributes.isDirectory() || (time.equals(readTime) && size == readSize)) {
        return;
      }
      HostsEntries entries =
          reader.read(Files.readAllBytes(file), "Hosts file " + GoSyntax.quote(label));
      handler.use(HostsTable.of(entries, inline, ttl));
      readTime = time;
      readSize = size;
      publish(entries, time);
    } catch (IOException e) {
      LOG.debug("plugin/hosts: {}: {}", label, e.toString());
    }
  }

  private void publish(HostsEntries entries, FileTime time) {
    metrics
        .gauges(
            "coredns_hosts_entries",
            "The combined number of entries in hosts and Corefile.",
            "hostsfile")
        .with(label)
        .set(inline.size() + entries.size());
    Gauge reloaded =
        metrics
            .gauges(
                "coredns_hosts_reload_timestamp_seconds",
                "The timestamp of the last reload of hosts file.")
            .with();
    Instant instant = time.toInstant();
    reloaded.set(instant.getEpochSecond() + instant.getNano() / NANOS);
  }
}
