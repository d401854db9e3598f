package dev.nodens.plugin.pprof;

import java.util.List;
import java.util.Map;

/// What samples are counted by.
///
/// @param frames the calls, the innermost first
/// @param labels more that tells samples apart, such as the thread
record Stack(List<Frame> frames, Map<String, String> labels) {
  Stack {
    frames = List.copyOf(frames);
    labels = Map.copyOf(labels);
  }

  /// A stack of one frame, without labels.
  static Stack named(String name) {
    return new Stack(List.of(Frame.named(name)), Map.of());
  }
}
