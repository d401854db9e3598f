package dev.nodens.operator.validate;

import dev.nodens.operator.plan.ConfigText;

/// The verdict on a configuration before anything is written.
@FunctionalInterface
public interface CorefileCheck {
  /// Judges a Corefile and the files that it imports.
  ///
  /// @param around where it is going to be served
  Judgement judge(ConfigText text, Surroundings around);
}
