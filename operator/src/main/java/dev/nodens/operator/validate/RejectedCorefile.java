package dev.nodens.operator.validate;

import java.io.Serial;

/// A Corefile that the server would refuse, with the message that it would print.
public final class RejectedCorefile extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /// @param message file, line, plugin and what is wrong
  public RejectedCorefile(String message) {
    super(message, null, false, false);
  }
}
