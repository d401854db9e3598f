package dev.nodens.app;

import dev.nodens.core.metrics.MetricRegistry;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/// The `process_*` families that every Prometheus client has, and the few of the runtime that
/// CoreDNS's dashboards show or that tell whether the heap is too small. Read at each scrape; what
/// the system does not tell is 0.
final class ProcessMetrics {
  private static final Path PROC = Path.of("/proc/self");
  private static final int PAGE = 4096;
  private static final String OPEN_FILES = "Max open files";

  private ProcessMetrics() {}

  /// Adds the families to `metrics`.
  static void register(MetricRegistry metrics) {
    ProcessHandle process = ProcessHandle.current();
    metrics.counterFrom(
        "process_cpu_seconds_total",
        "User and system processor time spent.",
        () -> process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / 1e9);
    metrics.gaugeFrom(
        "process_start_time_seconds",
        "Start of the process since the epoch.",
        () -> process.info().startInstant().map(Instant::toEpochMilli).orElse(0L) / 1e3);
    metrics.gaugeFrom("process_virtual_memory_bytes", "Virtual memory.", () -> memory(0));
    metrics.gaugeFrom("process_resident_memory_bytes", "Resident memory.", () -> memory(1));
    metrics.gaugeFrom("process_open_fds", "Open file descriptors.", ProcessMetrics::openFiles);
    metrics.gaugeFrom("process_max_fds", "Most open file descriptors.", ProcessMetrics::mostFiles);
    registerRuntime(metrics);
  }

  /// Nothing is looked up before the first scrape: a hundred classes stand behind it.
  private static void registerRuntime(MetricRegistry metrics) {
    metrics.gaugeFrom(
        "go_goroutines",
        "Threads of the process; the name is the one that dashboards know.",
        () -> ManagementFactory.getThreadMXBean().getThreadCount());
    metrics.gaugeFrom(
        "jvm_memory_heap_used_bytes",
        "Heap in use.",
        () -> (double) memory().getHeapMemoryUsage().getUsed());
    metrics.gaugeFrom(
        "jvm_memory_heap_max_bytes",
        "Largest heap.",
        () -> (double) memory().getHeapMemoryUsage().getMax());
    metrics.gaugeFrom(
        "jvm_memory_nonheap_used_bytes",
        "Memory of classes and compiled code in use.",
        () -> (double) memory().getNonHeapMemoryUsage().getUsed());
    metrics.counterFrom(
        "jvm_gc_collections_total",
        "Garbage collections.",
        () -> collectors().mapToDouble(c -> (double) c.getCollectionCount()).sum());
    metrics.counterFrom(
        "jvm_gc_seconds_total",
        "Time spent in garbage collections.",
        () -> collectors().mapToDouble(c -> c.getCollectionTime() / 1e3).sum());
  }

  private static MemoryMXBean memory() {
    return ManagementFactory.getMemoryMXBean();
  }

  private static Stream<GarbageCollectorMXBean> collectors() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream();
  }

  private static double memory(int column) {
    try {
      String[] pages = Files.readString(PROC.resolve("statm")).strip().split(" ");
      return (double) Long.parseLong(pages[column]) * PAGE;
    } catch (IOException e) {
      return 0;
    }
  }

  private static double openFiles() {
    try (Stream<Path> open = Files.list(PROC.resolve("fd"))) {
      return (double) open.count();
    } catch (IOException e) {
      return 0;
    }
  }

  private static double mostFiles() {
    try (Stream<String> limits = Files.lines(PROC.resolve("limits"))) {
      return limits
          .filter(line -> line.startsWith(OPEN_FILES))
          .map(line -> line.substring(OPEN_FILES.length()).strip().split("\\s+")[0])
          .filter(word -> word.chars().allMatch(Character::isDigit))
          .mapToDouble(Double::parseDouble)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
