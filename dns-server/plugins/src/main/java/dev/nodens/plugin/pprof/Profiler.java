package dev.nodens.plugin.pprof;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// What can be found out about a process. What takes a duration blocks for as long, and longer by
/// the time that it takes to read what was recorded.
///
/// All of them throw `IOException` with a text for users if there is nothing to be found out, and
/// `InterruptedException` if the profiler was closed meanwhile.
interface Profiler {
  /// Time of the processor by stack.
  Profile processor(Duration duration) throws IOException, InterruptedException;

  /// Allocated memory by stack and class.
  Profile allocations(Duration duration) throws IOException, InterruptedException;

  /// What threads waited for, of waits that took at least `shortest`.
  Profile waits(Duration duration, Duration shortest) throws IOException, InterruptedException;

  /// What threads waited for because another thread held a lock.
  Profile contention(Duration duration) throws IOException, InterruptedException;

  /// Objects in memory by class.
  ///
  /// @param collect whether garbage is collected first, else it counts too
  Profile heap(boolean collect) throws IOException;

  /// All threads, virtual ones too.
  Threads threads() throws IOException;

  /// Everything that happened, as a recording of Java's Flight Recorder.
  byte[] recording(Duration duration) throws IOException, InterruptedException;

  /// This moment, as the time of a profile.
  Profile.Span now();

  /// Waits.
  void pause(Duration duration) throws InterruptedException;

  /// The words that the process was started with.
  List<String> commandLine() throws IOException;

  /// What threads did at one moment.
  record Threads(Profile.Span taken, List<ThreadDump.Entry> entries) {
    public Threads {
      entries = List.copyOf(entries);
    }
  }
}
