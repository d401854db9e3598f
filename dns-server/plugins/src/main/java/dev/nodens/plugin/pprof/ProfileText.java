package dev.nodens.plugin.pprof;

import java.util.Arrays;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A profile for people, in the manner of Go's `debug=1`.
final class ProfileText {
  private ProfileText() {}

  static String of(String name, Profile profile) {
    var text = new StringBuilder(name).append(" profile: total ").append(profile.total(0));
    text.append(
        profile.measures().stream()
            .map(measure -> measure.type() + "/" + measure.unit())
            .collect(Collectors.joining(" ", "\n# ", "\n")));
    for (Stack stack : profile.ranking()) {
      long[] values = new long[profile.measures().size()];
      Arrays.setAll(values, i -> profile.value(stack, i));
      text.append(
          Arrays.stream(values)
              .mapToObj(Long::toString)
              .collect(Collectors.joining(" ", "", " @\n")));
      if (!stack.labels().isEmpty()) {
        text.append("# labels: ").append(new TreeMap<>(stack.labels())).append('\n');
      }
      stack.frames().forEach(frame -> text.append("#\t").append(line(frame)).append('\n'));
      text.append('\n');
    }
    return text.toString();
  }

  /// A frame, with its place if it is known.
  static String line(Frame frame) {
    return frame.file().isEmpty()
        ? frame.function()
        : frame.function() + "\t" + frame.file() + ":" + frame.line();
  }
}
