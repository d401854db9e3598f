package dev.nodens.sandbox.simulate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The operator as a process of its own, with the flags of production and the memory limit of the
/// chart, and what the kernel says about it. Linux only.
final class MeasuredOperator implements AutoCloseable {
  /// The unit of `/proc/PID/stat` on every Linux that Java runs on.
  private static final double TICKS_PER_SECOND = 100;

  private final Process process;
  private final Path log;

  private MeasuredOperator(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /// @param memoryLimit what the JVM takes for the container's memory limit, such as `256m`
  /// @throws IOException when `operator/run` is missing
  static MeasuredOperator start(
      Path root, Path kubeconfig, Path log, int dnsPort, String memoryLimit) throws IOException {
    var builder =
        new ProcessBuilder(
            root.resolve("operator/run").toString(),
            "--kubeconfig",
            kubeconfig.toString(),
            "--metrics-port",
            "0",
            "--dns-port",
            Integer.toString(dnsPort));
    builder.environment().put("JDK_JAVA_OPTIONS", "-XX:MaxRAM=" + memoryLimit);
    return new MeasuredOperator(
        builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
  }

  /// Resident memory now, in MiB.
  long rssMebibytes() throws IOException {
    return memory("VmRSS:");
  }

  /// The most that was resident so far, in MiB.
  long peakMebibytes() throws IOException {
    return memory("VmHWM:");
  }

  private long memory(String field) throws IOException {
    for (String line : Files.readAllLines(proc("status"))) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IOException("no " + field + " of process " + process.pid() + "\n" + tail());
  }

  /// Processor time so far.
  Duration cpu() throws IOException {
    String stat = Files.readString(proc("stat"), StandardCharsets.US_ASCII);
    // The second field is the name in parentheses, which may hold spaces.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    return Duration.ofMillis((long) (ticks * 1000 / TICKS_PER_SECOND));
  }

  private Path proc(String file) throws IOException {
    if (!process.isAlive()) {
      throw new IOException("the operator ended; last lines of " + log + ":\n" + tail());
    }
    return Path.of("/proc", Long.toString(process.pid()), file);
  }

  private String tail() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
