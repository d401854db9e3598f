package dev.nodens.operator.validate;

import dev.nodens.core.config.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The verdict on a Corefile.
///
/// @param problems why it must not be rolled out, in the order of the checks; empty when it may
/// @param warnings what is accepted but hardly meant
/// @param configuration what was read; empty when the text cannot be parsed
public record Judgement(
    List<Problem> problems, List<String> warnings, Optional<Configuration> configuration) {
  private static final int MOST_SHOWN = 5;

  public Judgement {
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
  }

  /// One reason to refuse a Corefile.
  ///
  /// @param unknownPlugin whether it names a directive that the server does not have
  /// @param text `Corefile:LINE - ` and what is wrong and what to do next
  public record Problem(boolean unknownPlugin, String text) {}

  /// Whether it may be rolled out.
  public boolean accepted() {
    return problems.isEmpty();
  }

  /// The problems as one text for the status: the first few in full, the others counted.
  public String refusal() {
    List<String> texts = new ArrayList<>();
    for (Problem problem : problems.subList(0, Math.min(MOST_SHOWN, problems.size()))) {
      texts.add(problem.text());
    }
    int more = problems.size() - MOST_SHOWN;
    return String.join("; ", texts) + (more > 0 ? "; and " + more + " more" : "");
  }
}
