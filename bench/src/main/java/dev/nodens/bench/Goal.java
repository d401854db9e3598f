package dev.nodens.bench;

import java.util.List;
import java.util.Optional;

/// What one figure of Nodens must be and aims to be, beside its rivals or on its own.
///
/// @param figure what a reader calls it
/// @param scenario where it is measured
/// @param key which number of a sample it is
/// @param rivals whose figure it is divided by, the least of them; none: the figure itself counts
/// @param direction whether more or less of it is better
/// @param must the bound that fails a run
/// @param aim the bound to work towards
record Goal(
    String figure,
    String scenario,
    String key,
    List<String> rivals,
    Direction direction,
    double must,
    double aim) {
  static final String SUBJECT = "nodens";

  enum Direction {
    MORE,
    LESS
  }

  enum Verdict {
    AIM_REACHED,
    MET,
    MISSED,
    NOT_MEASURED
  }

  /// The figure in a run; empty when Nodens or all rivals were not measured.
  Optional<Spread> in(Measurements run) {
    return rivals.isEmpty()
        ? run.spread(scenario, SUBJECT, key)
        : run.ratioToBest(scenario, SUBJECT, rivals, key);
  }

  Verdict verdict(Measurements run) {
    return in(run).map(spread -> judge(spread.median())).orElse(Verdict.NOT_MEASURED);
  }

  private Verdict judge(double figure) {
    if (reaches(figure, aim)) {
      return Verdict.AIM_REACHED;
    }
    return reaches(figure, must) ? Verdict.MET : Verdict.MISSED;
  }

  private boolean reaches(double figure, double bound) {
    return direction == Direction.MORE ? figure >= bound : figure <= bound;
  }
}
