package dev.nodens.plugin.pprof;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads the thread dumps that the JVM writes as JSON, and makes profiles and texts of them.
final class ThreadDump {
  private static final Profile.Measure THREADS = new Profile.Measure("goroutine", "count");
  private static final Profile.Measure STARTED = new Profile.Measure("threadcreate", "count");

  private ThreadDump() {}

  /// A thread.
  ///
  /// @param name empty for most virtual threads
  /// @param frames the calls, the innermost first
  record Entry(String id, String name, String state, boolean virtual, List<Frame> frames) {
    Entry {
      frames = List.copyOf(frames);
    }
  }

  /// Reads `com.sun.management.HotSpotDiagnosticMXBean.dumpThreads`: objects with `tid`, `name`,
  /// `state`, `virtual` and `stack` in arrays `threads`, wherever they stand.
  static List<Entry> read(byte[] json) throws IOException {
    var threads = new ArrayList<Entry>();
    try (JsonParser in = new JsonFactory().createParser(json)) {
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token == JsonToken.START_ARRAY && "threads".equals(in.currentName())) {
          while (in.nextToken() == JsonToken.START_OBJECT) {
            threads.add(entry(in));
          }
        }
      }
    }
    return threads;
  }

  private static Entry entry(JsonParser in) throws IOException {
    String id = "";
    String name = "";
    String state = "";
    boolean virtual = false;
    var frames = new ArrayList<Frame>();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String field = in.currentName();
      JsonToken value = in.nextToken();
      switch (field) {
        case "tid" -> id = in.getText();
        case "name" -> name = in.getText();
        case "state" -> state = in.getText();
        case "virtual" -> virtual = in.getText().equals("true");
        case "stack" -> {
          while (value == JsonToken.START_ARRAY && in.nextToken() != JsonToken.END_ARRAY) {
            frames.add(Frame.parse(in.getText()));
          }
        }
        default -> in.skipChildren();
      }
    }
    return new Entry(id, name, state, virtual, frames);
  }

  /// Threads by stack, virtual ones too.
  static Profile byStack(Profiler.Threads threads) {
    var profile = new Profile(threads.taken(), 1, THREADS);
    for (Entry thread : threads.entries()) {
      Map<String, String> labels =
          thread.name().isEmpty() ? Map.of() : Map.of("thread", thread.name());
      profile.add(new Stack(thread.frames(), labels), 1);
    }
    return profile;
  }

  /// The system's threads by name; nothing remembers who started them.
  static Profile ofSystem(Profiler.Threads threads) {
    var profile = new Profile(threads.taken(), 1, STARTED);
    threads.entries().stream()
        .filter(thread -> !thread.virtual())
        .forEach(thread -> profile.add(Stack.named(thread.name()), 1));
    return profile;
  }

  /// Each thread with its stack.
  static String text(Profiler.Threads threads) {
    var text = new StringBuilder();
    for (Entry thread : threads.entries()) {
      String kind = thread.virtual() ? "virtual thread " : "thread ";
      text.append(kind).append(thread.id()).append(" \"").append(thread.name()).append("\" [");
      text.append(thread.state()).append("]:\n");
      thread
          .frames()
          .forEach(frame -> text.append("\t").append(ProfileText.line(frame)).append('\n'));
      text.append('\n');
    }
    return text.toString();
  }
}
