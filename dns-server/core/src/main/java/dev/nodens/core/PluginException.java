package dev.nodens.core;

/// A plugin that cannot be put to work; the message is the line that users see, without the
/// `plugin/NAME: ` that the server puts before it.
public final class PluginException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param message names the object or field, its value, and what to do next
  public PluginException(String message) {
    super(message);
  }

  /// @param message as above
  /// @param cause for the debug log
  public PluginException(String message, Throwable cause) {
    super(message, cause);
  }
}
