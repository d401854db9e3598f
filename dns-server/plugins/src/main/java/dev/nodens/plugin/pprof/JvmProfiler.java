package dev.nodens.plugin.pprof;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;

/// Profiles of this JVM: its Flight Recorder and its diagnostic commands. What they need is loaded
/// by the first question.
final class JvmProfiler implements Profiler, AutoCloseable {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private final InstantSource clock;
  private final FlightRecording recorder;

  JvmProfiler(InstantSource clock) {
    this.clock = clock;
    this.recorder = new FlightRecording();
  }

  private Profile.Span during(Instant start) {
    return new Profile.Span(start, Duration.between(start, clock.instant()));
  }

  @Override
  public Profile processor(Duration duration) throws IOException, InterruptedException {
    Instant start = clock.instant();
    Map<String, String> events = RecordedProfiles.processorEvents();
    return recorder.record(
        events,
        duration,
        file -> RecordedProfiles.processor(file, new Profile.Span(start, duration)));
  }

  @Override
  public Profile allocations(Duration duration) throws IOException, InterruptedException {
    Instant start = clock.instant();
    return recorder.record(
        RecordedProfiles.ALLOCATIONS,
        duration,
        file -> RecordedProfiles.allocations(file, new Profile.Span(start, duration)));
  }

  @Override
  public Profile waits(Duration duration, Duration shortest)
      throws IOException, InterruptedException {
    Instant start = clock.instant();
    return recorder.record(
        RecordedProfiles.waits(shortest),
        duration,
        file -> RecordedProfiles.waits(file, new Profile.Span(start, duration)));
  }

  @Override
  public Profile contention(Duration duration) throws IOException, InterruptedException {
    Instant start = clock.instant();
    return recorder.record(
        RecordedProfiles.waits(Duration.ZERO),
        duration,
        file -> RecordedProfiles.contention(file, new Profile.Span(start, duration)));
  }

  @Override
  public byte[] recording(Duration duration) throws IOException, InterruptedException {
    return recorder.record(RecordedProfiles.everything(), duration, Files::readAllBytes);
  }

  @Override
  public Profile heap(boolean collect) throws IOException {
    Instant start = clock.instant();
    String text = command("gcClassHistogram", collect ? new String[0] : new String[] {"-all"});
    return ClassHistogram.read(during(start), text);
  }

  private static String command(String name, String... arguments) throws IOException {
    try {
      var commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  commands,
                  name,
                  new Object[] {arguments},
                  new String[] {String[].class.getName()});
    } catch (JMException e) {
      throw new IOException("this JVM has no diagnostic command " + name + ": " + e, e);
    }
  }

  @Override
  public Threads threads() throws IOException {
    Instant start = clock.instant();
    Path folder = FlightRecording.temporaryDirectory();
    Path file = folder.resolve("threads.json");
    try {
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
      return new Threads(during(start), ThreadDump.read(Files.readAllBytes(file)));
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  @Override
  public Profile.Span now() {
    return new Profile.Span(clock.instant(), Duration.ZERO);
  }

  @Override
  public void pause(Duration duration) throws InterruptedException {
    recorder.pause(duration);
  }

  @Override
  public List<String> commandLine() throws IOException {
    if (Files.isReadable(COMMAND_LINE)) {
      return List.of(Files.readString(COMMAND_LINE, StandardCharsets.UTF_8).split("\0"));
    }
    return List.of(ProcessHandle.current().info().commandLine().orElse("").split(" "));
  }

  /// Ends what is being recorded.
  @Override
  public void close() {
    recorder.close();
  }
}
