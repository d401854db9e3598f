package dev.nodens.plugin.pprof;

import dev.nodens.plugin.pprof.Profile.Measure;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import jdk.jfr.Configuration;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/// Profiles of what the Flight Recorder wrote, and the events that they need.
final class RecordedProfiles {
  /// A hundred samples for each second of a processor, as Go takes them.
  private static final Duration PERIOD = Duration.ofMillis(10);

  /// By time of the processor, in native code too (JEP 509; Linux).
  private static final String PROCESSOR_TIME = "jdk.CPUTimeSample";

  /// By time of the clock, of threads that run Java code.
  private static final String EXECUTION = "jdk.ExecutionSample";

  private static final String ALLOCATION = "jdk.ObjectAllocationSample";
  private static final String MONITOR_ENTER = "jdk.JavaMonitorEnter";
  private static final String MONITOR_WAIT = "jdk.JavaMonitorWait";
  private static final String PARK = "jdk.ThreadPark";
  private static final String LOCKS = "java.util.concurrent.locks.Reentrant";

  static final Map<String, String> ALLOCATIONS =
      Map.of(
          ALLOCATION + "#enabled",
          "true",
          ALLOCATION + "#throttle",
          "1000/s",
          ALLOCATION + "#stackTrace",
          "true");

  private RecordedProfiles() {}

  /// Puts an event into a profile.
  private interface Counting {
    void count(RecordedEvent event, Profile profile);
  }

  static Map<String, String> processorEvents() {
    long millis = PERIOD.toMillis();
    return hasProcessorTime()
        ? Map.of(PROCESSOR_TIME + "#enabled", "true", PROCESSOR_TIME + "#throttle", millis + "ms")
        : Map.of(EXECUTION + "#enabled", "true", EXECUTION + "#period", millis + " ms");
  }

  private static boolean hasProcessorTime() {
    return FlightRecorder.getFlightRecorder().getEventTypes().stream()
        .map(EventType::getName)
        .anyMatch(PROCESSOR_TIME::equals);
  }

  static Map<String, String> waits(Duration shortest) {
    var settings = new HashMap<String, String>();
    for (String event : List.of(MONITOR_ENTER, MONITOR_WAIT, PARK)) {
      settings.put(event + "#enabled", "true");
      settings.put(event + "#stackTrace", "true");
      settings.put(event + "#threshold", shortest.toNanos() + " ns");
    }
    return settings;
  }

  /// What the JDK's own settings for profiling say, and time of the processor.
  static Map<String, String> everything() throws IOException {
    try {
      var settings = new HashMap<>(Configuration.getConfiguration("profile").getSettings());
      settings.putAll(processorEvents());
      return settings;
    } catch (ParseException e) {
      throw new IOException("the JDK's profile.jfc cannot be read: " + e.getMessage(), e);
    }
  }

  static Profile processor(Path file, Profile.Span span) throws IOException {
    var profile =
        new Profile(
            span,
            PERIOD.toNanos(),
            new Measure("samples", "count"),
            new Measure("cpu", "nanoseconds"));
    return read(
        file,
        profile,
        (event, into) -> {
          String name = event.getEventType().getName();
          if (name.equals(PROCESSOR_TIME)) {
            into.add(stack(event, "eventThread"), 1, event.getDuration("samplingPeriod").toNanos());
          } else if (name.equals(EXECUTION)) {
            into.add(stack(event, "sampledThread"), 1, PERIOD.toNanos());
          }
        });
  }

  static Profile allocations(Path file, Profile.Span span) throws IOException {
    var profile =
        new Profile(span, 1, new Measure("samples", "count"), new Measure("alloc_space", "bytes"));
    return read(
        file,
        profile,
        (event, into) -> {
          if (event.getEventType().getName().equals(ALLOCATION)) {
            Stack stack = stack(event, "eventThread");
            var labels = new HashMap<>(stack.labels());
            labels.put("class", className(event, "objectClass"));
            into.add(new Stack(stack.frames(), labels), 1, event.getLong("weight"));
          }
        });
  }

  static Profile waits(Path file, Profile.Span span) throws IOException {
    return read(
        file,
        Profile.ofDelays(span),
        (event, into) -> {
          if (List.of(MONITOR_ENTER, MONITOR_WAIT, PARK).contains(event.getEventType().getName())) {
            into.add(stack(event, "eventThread"), 1, event.getDuration().toNanos());
          }
        });
  }

  static Profile contention(Path file, Profile.Span span) throws IOException {
    return read(
        file,
        Profile.ofDelays(span),
        (event, into) -> {
          String name = event.getEventType().getName();
          boolean lock = name.equals(PARK) && className(event, "parkedClass").startsWith(LOCKS);
          if (lock || name.equals(MONITOR_ENTER)) {
            into.add(stack(event, "eventThread"), 1, event.getDuration().toNanos());
          }
        });
  }

  private static Profile read(Path file, Profile profile, Counting counting) throws IOException {
    try (var recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        counting.count(recording.readEvent(), profile);
      }
    }
    return profile;
  }

  private static String className(RecordedEvent event, String field) {
    @Nullable RecordedClass type = event.getClass(field);
    return type == null ? "" : ClassHistogram.name(type.getName());
  }

  private static Stack stack(RecordedEvent event, String threadField) {
    @Nullable RecordedThread thread = event.getThread(threadField);
    String name = thread == null ? "" : Objects.requireNonNullElse(thread.getJavaName(), "");
    Map<String, String> labels = name.isEmpty() ? Map.of() : Map.of("thread", name);
    @Nullable RecordedStackTrace trace = event.getStackTrace();
    List<Frame> frames =
        trace == null
            ? List.of(Frame.named("(outside of Java)"))
            : trace.getFrames().stream()
                .map(RecordedProfiles::frame)
                .collect(Collectors.toUnmodifiableList());
    return new Stack(frames, labels);
  }

  private static Frame frame(RecordedFrame frame) {
    RecordedMethod method = frame.getMethod();
    return Frame.of(method.getType().getName(), method.getName(), frame.getLineNumber());
  }
}
