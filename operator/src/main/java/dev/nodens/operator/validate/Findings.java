package dev.nodens.operator.validate;

import dev.nodens.core.config.BlockConfiguration;
import dev.nodens.corefile.Position;
import dev.nodens.corefile.Token;
import dev.nodens.operator.validate.Judgement.Problem;
import java.util.ArrayList;
import java.util.List;

/// Collects what the checks find.
final class Findings {
  private final List<Problem> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  void problem(Position at, String text) {
    problems.add(new Problem(false, at + " - " + text));
  }

  void warning(Position at, String text) {
    warnings.add(at + " - " + text);
  }

  List<Problem> problems() {
    return problems;
  }

  List<String> warnings() {
    return warnings;
  }

  /// Where a directive of a block first stands; the block's key if it does not.
  static Position at(BlockConfiguration block, String directive) {
    List<Token> tokens = block.scope().source().tokens(directive);
    return tokens.isEmpty()
        ? block.scope().keys().getFirst().position()
        : tokens.getFirst().position();
  }
}
