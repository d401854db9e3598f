package dev.nodens.sandbox.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One operating-system process that can be started again. Its output goes to `log` in its
/// directory.
final class ServerProcess {
  private final List<String> command;
  private final Path home;
  private @Nullable Process process;
  private int starts;

  ServerProcess(List<String> command, Path home) {
    this.command = List.copyOf(command);
    this.home = home;
  }

  /// @throws IOException when the program is missing
  void start(Map<String, String> environment) throws IOException {
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()));
    builder.environment().putAll(environment);
    process = builder.start();
    starts++;
  }

  boolean isStarted() {
    return process != null;
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  /// How it ended, for messages.
  String end() {
    return process == null || process.isAlive() ? "" : "exit code " + process.exitValue();
  }

  int restarts() {
    return Math.max(0, starts - 1);
  }

  void terminate() {
    if (process != null) {
      process.destroy();
    }
  }

  void kill() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
