package dev.nodens.core.output;

/// How the process writes its log; the same for all of it.
public enum LogFormat {
  /// `[INFO] text`
  TEXT,
  /// One JSON object a line: `time`, `level`, `msg`, maybe `plugin`, and more for queries.
  JSON;

  /// The format that `word` names.
  ///
  /// @throws IllegalArgumentException if there is none
  public static LogFormat of(String word) {
    return switch (word) {
      case "text" -> TEXT;
      case "json" -> JSON;
      default ->
          throw new IllegalArgumentException(
              "unknown log format \"" + word + "\": expected text or json");
    };
  }
}
