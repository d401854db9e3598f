package dev.nodens.operator.validate;

import dev.nodens.operator.plan.ConfigText;
import java.util.List;

/// The verdict on a Corefile before anything is written.
@FunctionalInterface
public interface CorefileCheck {
  /// Checks a text and the files that it imports.
  ///
  /// @return warnings, in the order of the text
  /// @throws RejectedCorefile when the server would not start with it
  List<String> check(ConfigText text) throws RejectedCorefile;
}
