package dev.nodens.plugin.pprof;

import dev.nodens.plugin.pprof.Profile.Measure;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A process that does what a test wants. It notes what it is asked.
final class FakeProfiler implements Profiler {
  final List<String> asked = new ArrayList<>();
  List<ThreadDump.Entry> entries = new ArrayList<>();
  Runnable meanwhile = () -> {};
  boolean closed;
  boolean broken;

  static ThreadDump.Entry thread(String name, boolean virtual, String... frames) {
    return new ThreadDump.Entry(
        "7", name, "WAITING", virtual, List.of(frames).stream().map(Frame::parse).toList());
  }

  private Profile taken(String what, Duration duration) throws IOException, InterruptedException {
    asked.add(what + " " + duration);
    pause(duration);
    if (broken) {
      throw new IOException("no directory");
    }
    Profile profile =
        new Profile(now(), 1, new Measure("samples", "count"), new Measure(what, "nanoseconds"));
    profile.add(new Stack(List.of(Frame.of("a.B", "c", 7)), Map.of("thread", "t")), 1, 5);
    return profile;
  }

  @Override
  public Profile processor(Duration duration) throws IOException, InterruptedException {
    return taken("cpu", duration);
  }

  @Override
  public Profile allocations(Duration duration) throws IOException, InterruptedException {
    return taken("allocations", duration);
  }

  @Override
  public Profile waits(Duration duration, Duration shortest)
      throws IOException, InterruptedException {
    return taken("waits of " + shortest, duration);
  }

  @Override
  public Profile contention(Duration duration) throws IOException, InterruptedException {
    return taken("contention", duration);
  }

  @Override
  public Profile heap(boolean collect) {
    asked.add("heap " + collect);
    return ClassHistogram.read(now(), "1: 2 48 [B (java.base@25)");
  }

  @Override
  public Threads threads() {
    return new Threads(now(), entries);
  }

  @Override
  public byte[] recording(Duration duration) {
    asked.add("recording " + duration);
    return new byte[] {'F', 'L', 'R'};
  }

  @Override
  public Profile.Span now() {
    return new Profile.Span(Instant.EPOCH, Duration.ZERO);
  }

  @Override
  public void pause(Duration duration) throws InterruptedException {
    meanwhile.run();
    if (closed) {
      throw new InterruptedException("closed");
    }
  }

  @Override
  public List<String> commandLine() {
    return List.of("java", "dev.nodens.app.Main", "-conf", "Corefile");
  }
}
