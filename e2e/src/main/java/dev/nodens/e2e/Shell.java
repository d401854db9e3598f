package dev.nodens.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// Runs programs of this machine.
final class Shell {
  private Shell() {}

  /// What a program printed (standard output and error as one) and how it ended.
  record Result(List<String> command, int status, String output) {

    /// The output of a program that has to succeed.
    String text() {
      if (status != 0) {
        throw new AssertionError(
            String.join(" ", command) + " ended with status " + status + ":\n" + output);
      }
      return output.strip();
    }
  }

  static Result run(Duration patience, List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var output = new FutureTask<>(() -> process.getInputStream().readAllBytes());
      Thread.ofVirtual().start(output);
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(String.join(" ", command) + ": no end within " + patience);
      }
      String text = new String(output.get(), StandardCharsets.UTF_8);
      return new Result(List.copyOf(command), process.exitValue(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.join(" ", command) + ": output unreadable", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
