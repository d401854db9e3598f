package dev.nodens.verify.compare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// The differences of a run, grouped: explained ones by signature, the others by what they look
/// like.
public final class Findings {
  private final KnownDifferences known;
  private final Consumer<String> firstSeen;
  private final Map<String, Group> explained = new TreeMap<>();
  private final Map<String, Group> unexplained = new TreeMap<>();

  /// Questions that differ in the same way.
  private static final class Group {
    private int count;
    private final Set<String> scenarios = new TreeSet<>();
    private final String example;

    Group(String example) {
      this.example = example;
    }

    void count(String scenario) {
      count++;
      scenarios.add(scenario);
    }
  }

  /// Findings that are measured against `known`.
  public Findings(KnownDifferences known) {
    this(known, line -> {});
  }

  /// Findings that are measured against `known`.
  ///
  /// @param firstSeen gets a line for a person whenever a signature, or an unexplained difference,
  ///   is met for the first time
  public Findings(KnownDifferences known, Consumer<String> firstSeen) {
    this.known = known;
    this.firstSeen = firstSeen;
  }

  /// Adds one question whose replies differ.
  ///
  /// @param kind `family.shape` of the question
  /// @param example the question and both replies, for a person
  public void add(
      String scenario, String kind, String type, Collection<String> aspects, String example) {
    String place = scenario + "/" + kind;
    var left = new ArrayList<String>();
    for (String aspect : aspects) {
      Optional<String> signature = known.signature(place, type, aspect);
      if (signature.isPresent()) {
        String seen = "known: %s: %s %s %s".formatted(signature.get(), place, type, aspect);
        group(explained, signature.get(), example, seen).count(scenario);
      } else {
        left.add(aspect);
      }
    }
    if (!left.isEmpty()) {
      String group = kind + " " + type + " " + String.join(" ", left);
      group(unexplained, group, example, "UNEXPLAINED: " + scenario + "/" + group).count(scenario);
    }
  }

  /// Whether all of `aspects` are known differences.
  public boolean explains(String scenario, String kind, String type, Collection<String> aspects) {
    String place = scenario + "/" + kind;
    return aspects.stream().allMatch(aspect -> known.signature(place, type, aspect).isPresent());
  }

  private Group group(Map<String, Group> groups, String name, String example, String seen) {
    return groups.computeIfAbsent(
        name,
        key -> {
          firstSeen.accept(seen);
          return new Group(example);
        });
  }

  /// Number of groups that no row explains.
  public int unexplained() {
    return unexplained.size();
  }

  /// Number of questions that differ in a way that no row explains.
  public int unexplainedQuestions() {
    return unexplained.values().stream().mapToInt(group -> group.count).sum();
  }

  /// Number of known differences that were met.
  public int known() {
    return explained.size();
  }

  /// Known differences with their reasons, and one example each, for a person.
  public List<String> reasons() {
    var lines = new ArrayList<String>();
    explained.forEach((signature, group) -> {
      String reason = known.reason(signature);
      lines.add("known: %s (%d times): %s".formatted(signature, group.count, reason));
      lines.add(group.example.indent(4).stripTrailing());
    });
    return lines;
  }

  /// The whole list, for a person.
  public List<String> lines() {
    var lines = new ArrayList<String>();
    explained.forEach((signature, group) ->
        lines.add("known: %-34s %6d %s".formatted(signature, group.count, group.scenarios)));
    lines.addAll(unexplainedLines());
    return lines;
  }

  /// What no row explains, with an example each, for a person.
  public List<String> unexplainedLines() {
    var lines = new ArrayList<String>();
    unexplained.forEach((name, group) -> {
      lines.add("UNEXPLAINED: %s (%d times, in %s)".formatted(name, group.count, group.scenarios));
      lines.add(group.example.indent(4).stripTrailing());
    });
    return lines;
  }
}
