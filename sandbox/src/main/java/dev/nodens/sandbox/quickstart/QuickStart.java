package dev.nodens.sandbox.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The program of `./quickstart`.
public final class QuickStart {
  private QuickStart() {}

  /// Where the tour takes place. Closing it ends what it started.
  interface Scene extends AutoCloseable {
    /// Runs the tour.
    void play(Narrator narrator) throws IOException, InterruptedException;

    /// What a user can do there afterwards, several lines.
    String invitation();

    @Override
    void close() throws IOException;
  }

  /// Arguments: the repository's root, then `--check` to verify each step and end, and
  /// `--kubeconfig FILE` for a real cluster instead of the sandbox.
  public static void main(String[] arguments) throws Exception {
    // Held in a variable: the logging system forgets levels of loggers that nobody holds.
    Logger versions =
        Logger.getLogger("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils");
    versions.setLevel(Level.SEVERE);
    List<String> options = List.of(arguments);
    boolean check = options.contains("--check");
    int kubeconfig = options.indexOf("--kubeconfig");
    Path root = Path.of(arguments[0]);
    Path home = Files.createTempDirectory("nodens-quickstart");
    var stop = new CountDownLatch(1);
    var done = new CountDownLatch(1);
    Thread main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(main, stop, done)));
    var narrator = new Narrator(System.out, check);
    try (Scene scene =
        kubeconfig < 0
            ? new SandboxScene(root, home)
            : new RealScene(root, Path.of(options.get(kubeconfig + 1)))) {
      scene.play(narrator);
      if (check || !narrator.allWell()) {
        narrator.say(narrator.verdict());
      } else {
        narrator.say(scene.invitation());
        stop.await();
      }
    } catch (InterruptedException e) {
      narrator.say("interrupted");
    } finally {
      tidy(home, narrator);
      done.countDown();
    }
    if (stop.getCount() > 0) {
      System.exit(narrator.allWell() ? 0 : 1);
    }
  }

  private static void end(Thread main, CountDownLatch stop, CountDownLatch done) {
    stop.countDown();
    main.interrupt();
    try {
      var _ = done.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tidy(Path home, Narrator narrator) throws IOException {
    if (!narrator.allWell()) {
      narrator.say("logs are in " + home);
      return;
    }
    try (var files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
