package dev.nodens.plugin.pprof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;

/// Records what the JVM's Flight Recorder sees for a while, in a file of the directory
/// `java.io.tmpdir` that is gone afterwards. Thread-safe.
final class FlightRecording {
  /// What a recording may have at most: it is read as a whole.
  private static final long MOST_OCTETS = 32 << 20;

  private final CountDownLatch closed = new CountDownLatch(1);

  /// Takes what it needs from a recording.
  interface Reading<T> {
    T read(Path file) throws IOException;
  }

  /// Records for `duration`.
  ///
  /// @param settings of the events, such as `jdk.ThreadPark#enabled`
  /// @throws IOException if that cannot be
  /// @throws InterruptedException if this was closed before the end
  <T> T record(Map<String, String> settings, Duration duration, Reading<T> reading)
      throws IOException, InterruptedException {
    Path folder = temporaryDirectory();
    Path file = folder.resolve("recording.jfr");
    try (var recording = new Recording(settings)) {
      recording.setName("pprof");
      recording.setMaxSize(MOST_OCTETS);
      recording.start();
      pause(duration);
      recording.stop();
      recording.dump(file);
      long length = Files.size(file);
      if (length > MOST_OCTETS) {
        throw new IOException(
            "the recording has "
                + length
                + " octets, "
                + MOST_OCTETS
                + " are the most; ask for"
                + " fewer seconds");
      }
      return reading.read(file);
    } catch (IllegalStateException e) {
      throw new IOException("the Flight Recorder of this JVM cannot record: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  /// A new directory.
  ///
  /// @throws IOException saying what to do if there can be none
  static Path temporaryDirectory() throws IOException {
    try {
      return Files.createTempDirectory("nodens-pprof");
    } catch (IOException e) {
      throw new IOException(
          "profiles need a directory that can be written to, mount one at "
              + System.getProperty("java.io.tmpdir")
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /// Waits.
  ///
  /// @throws InterruptedException if this was closed before the end
  void pause(Duration duration) throws InterruptedException {
    if (closed.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new InterruptedException("closed");
    }
  }

  /// Ends what is being recorded, and what will be.
  void close() {
    closed.countDown();
  }
}
