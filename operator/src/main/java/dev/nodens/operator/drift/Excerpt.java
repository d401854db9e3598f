package dev.nodens.operator.drift;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The two values of a difference as people read them: JSON, and of a text with many lines only the
/// first lines that differ, with their number. A Corefile is long, and what was changed in it must
/// not fall victim to its length.
///
/// @param declared what should be there; empty when nothing should
/// @param live what is there; empty when nothing is
public record Excerpt(Optional<String> declared, Optional<String> live) {
  private static final int LINES = 3;
  private static final int LONG = 200;

  /// Of a difference.
  public static Excerpt of(Difference difference) {
    JsonNode declared = difference.declared();
    JsonNode live = difference.live();
    if (declared.isTextual()
        && live.isTextual()
        && Math.max(declared.asText().length(), live.asText().length()) > LONG) {
      return ofTexts(declared.asText(), live.asText());
    }
    return new Excerpt(text(declared), text(live));
  }

  private static Optional<String> text(JsonNode value) {
    return value.isMissingNode() ? Optional.empty() : Optional.of(value.toString());
  }

  private static Excerpt ofTexts(String declared, String live) {
    List<String> ours = declared.lines().toList();
    List<String> theirs = live.lines().toList();
    int same = 0;
    while (same < Math.min(ours.size(), theirs.size()) && ours.get(same).equals(theirs.get(same))) {
      same++;
    }
    int end = 0;
    while (end < Math.min(ours.size(), theirs.size()) - same
        && ours.get(ours.size() - 1 - end).equals(theirs.get(theirs.size() - 1 - end))) {
      end++;
    }
    return new Excerpt(
        Optional.of(lines(ours, same, ours.size() - end)),
        Optional.of(lines(theirs, same, theirs.size() - end)));
  }

  private static String lines(List<String> all, int from, int to) {
    if (from >= to) {
      return "line " + (from + 1) + ": (none)";
    }
    String shown =
        all.subList(from, Math.min(to, from + LINES)).stream().collect(Collectors.joining("\n"));
    int more = to - from - LINES;
    return "line " + (from + 1) + ": " + shown + (more > 0 ? "\n(" + more + " more lines)" : "");
  }
}
