import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs the program once with a representative workload, so that the JVM writes the ahead-of-time
/// cache: loaded and linked classes, and profiles of the methods that were hot (JEP 483, 514, 515).
///
/// A cache is valid for exactly the jars it was trained with. The JVM does not notice every other
/// jar, so the cache is made in the build that makes the jars, and is never taken from elsewhere.
final class Training {
  private static final int PATIENCE_SECONDS = 180;

  private final Path java;
  private final Path root;
  private final Path app;

  /// `root` holds the jars as the image does; `app` gets the file `aot.cache`.
  Training(Path java, Path root, Path app) {
    this.java = java;
    this.root = root;
    this.app = app;
  }

  void run(String main, String classPath) throws Exception {
    Path log = root.resolve("training.log");
    Path cache = app.resolve("aot.cache");
    try (Workload workload = Workload.of(main, root)) {
      var command = new ArrayList<String>();
      command.add(java.toString());
      command.add("@" + app.resolve("jvm.flags"));
      command.add("-XX:AOTCacheOutput=" + cache);
      command.add("-Djava.library.path=" + app.resolve("native"));
      command.addAll(List.of("-cp", classPath.replace("/app/", root.resolve("app") + "/"), main));
      command.addAll(workload.arguments());
      var builder = new ProcessBuilder(command);
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
      Process process = builder.start();
      try {
        workload.drive(process);
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          throw new IOException("did not end within " + PATIENCE_SECONDS + " s after SIGTERM");
        }
      } catch (Exception e) {
        throw new IOException("training of " + main + ": " + e.getMessage() + tail(log), e);
      } finally {
        process.destroyForcibly();
      }
    }
    if (!Files.exists(cache)) {
      throw new IOException("training of " + main + " wrote no cache" + tail(log));
    }
  }

  private static String tail(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    int from = Math.max(0, lines.size() - 30);
    return "\n" + log + " ends with:\n  " + String.join("\n  ", lines.subList(from, lines.size()));
  }
}
