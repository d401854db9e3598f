package dev.nodens.operator.status;

import dev.nodens.operator.rollout.RolloutState;
import dev.nodens.operator.rollout.RolloutState.Halt;
import java.util.Locale;
import java.util.Optional;

/// What the condition Progressing says of a rollout that is under way or was stopped.
final class RolloutVerdict {
  private static final int LONGEST = 800;

  private RolloutVerdict() {}

  /// Empty when every node serves what is declared, or nothing was ever rolled: then the counts of
  /// the workload decide.
  static Optional<Verdict> of(RolloutState state) {
    return switch (state.phase()) {
      case IDLE, COMPLETE -> Optional.empty();
      case CANARY ->
          Optional.of(Verdict.yes("Canary", about(state, "is proven in pods that no client asks")));
      case ROLLING -> Optional.of(Verdict.yes(Verdicts.IN_PROGRESS, about(state, "")));
      case VERIFYING ->
          Optional.of(Verdict.yes("Verifying", about(state, "is rolled out, its pods are asked")));
      case ROLLING_BACK ->
          Optional.of(
              Verdict.yes(
                  "RollingBack",
                  "Going back to revision %d: %s."
                      .formatted(state.serving().number(), shortened(state.message()))));
      case HALTED -> Optional.of(Verdict.no(state.halt().text(), halted(state)));
    };
  }

  /// Why a rollout is halted, and what to do next.
  static String halted(RolloutState state) {
    String servesOn =
        state.halt() == Halt.ROLLED_BACK
            ? ""
            : "revision %d serves on; ".formatted(state.serving().number());
    String next =
        state.servesTarget()
            ? "see status.nodeProblems, or set spec.rollbackTo"
            : servesOn + "change the declaration to try again";
    String why = shortened(state.message());
    return why.substring(0, 1).toUpperCase(Locale.ROOT) + why.substring(1) + "; " + next + ".";
  }

  private static String about(RolloutState state, String doing) {
    String message = shortened(state.message());
    String separator = doing.isEmpty() || message.isEmpty() ? "" : "; ";
    return "Revision %d%s%s%s%s."
        .formatted(
            state.target().number(), doing.isEmpty() ? ": " : " ", doing, separator, message);
  }

  private static String shortened(String text) {
    if (text.isEmpty()) {
      return "it has just begun";
    }
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }
}
