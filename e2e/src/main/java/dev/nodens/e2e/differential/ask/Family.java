package dev.nodens.e2e.differential.ask;

import dev.nodens.verify.ask.Question;
import java.util.random.RandomGenerator;

/// Makes up questions of one subject.
@FunctionalInterface
public interface Family {
  /// The next question; the same for the same state of `random`.
  Question next(RandomGenerator random);
}
