package dev.nodens.corefile;

/// A Corefile that cannot be served. The message is the one line that users see: `FILE:LINE - ...`,
/// behind `plugin/NAME: ` if a plugin refused its own directive.
public final class CorefileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Position position;
  private final String reason;

  /// @param position what the error is about
  /// @param reason the text behind `FILE:LINE - `
  public CorefileException(Position position, String reason) {
    this("", position, reason);
  }

  private CorefileException(String prefix, Position position, String reason) {
    super(prefix + position + " - " + reason, null, false, false);
    this.position = position;
    this.reason = reason;
  }

  /// A general parse error in upstream's words: `FILE:LINE - Error during parsing: ...`.
  public static CorefileException parsing(Position position, String message) {
    return new CorefileException(position, "Error during parsing: " + message);
  }

  /// A token where another was needed, in upstream's words.
  public static CorefileException syntax(Position position, String found, String expected) {
    return new CorefileException(
        position, "Syntax error: Unexpected token '" + found + "', expecting '" + expected + "'");
  }

  /// The same error as the refusal of the plugin `name`: `plugin/NAME: FILE:LINE - ...`.
  public CorefileException in(String name) {
    return new CorefileException("plugin/" + name + ": ", position, reason);
  }

  public Position position() {
    return position;
  }

  /// The message without plugin and position.
  public String reason() {
    return reason;
  }
}
