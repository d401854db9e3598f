package dev.nodens.plugin.pprof;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The profiles that there are, with Go's names.
enum ProfileKind {
  ALLOCS(5, "where memory is allocated, by stack and class"),
  BLOCK(5, "what threads wait for, if the Corefile says <code>block</code>"),
  GOROUTINE(0, "stacks of all threads, virtual ones too"),
  HEAP(0, "objects in memory by class; <code>gc=1</code> collects garbage first"),
  MUTEX(5, "where threads wait because another one holds a lock"),
  PROFILE(30, "where the time of the processor goes"),
  THREADCREATE(0, "the threads of the system by name"),
  TRACE(1, "a recording of Java's Flight Recorder, for JDK Mission Control or <code>jfr</code>");

  private final long seconds;
  private final String meaning;

  ProfileKind(long seconds, String meaning) {
    this.seconds = seconds;
    this.meaning = meaning;
  }

  static @Nullable ProfileKind named(String path) {
    for (ProfileKind kind : values()) {
      if (kind.path().equals(path)) {
        return kind;
      }
    }
    return null;
  }

  /// The last part of its path.
  String path() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// How long it takes if nobody says; 0 if it is of one moment.
  long seconds() {
    return seconds;
  }

  /// For people, in HTML.
  String meaning() {
    return meaning;
  }

  /// Where people go: text, if there is one.
  String link() {
    return this == TRACE || this == PROFILE ? path() : path() + "?debug=1";
  }
}
