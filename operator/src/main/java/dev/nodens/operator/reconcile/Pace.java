package dev.nodens.operator.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets the first change of a text through at once and those that follow it in batches: every
/// change of the node hosts reaches the kubelet of every node, and nodes come and go in crowds.
final class Pace {
  private final Duration least;
  private final Duration perThousandLines;
  private @Nullable String shown;
  private Instant next = Instant.MIN;
  private boolean waiting;

  /// @param least time between two changes
  /// @param perThousandLines what is added for every thousand lines of the text
  Pace(Duration least, Duration perThousandLines) {
    this.least = least;
    this.perThousandLines = perThousandLines;
  }

  /// The text to show now: the wanted one, or the one before while it is too early for another.
  String show(String wanted, Instant now) {
    if (shown == null) {
      shown = wanted;
    }
    waiting = !shown.equals(wanted) && now.isBefore(next);
    if (!waiting && !shown.equals(wanted)) {
      long thousands = wanted.lines().count() / 1000;
      shown = wanted;
      next = now.plus(least).plus(perThousandLines.multipliedBy(thousands));
    }
    return shown;
  }

  /// When a text that is held back may be shown; empty when none is.
  Optional<Instant> due() {
    return waiting ? Optional.of(next) : Optional.empty();
  }
}
