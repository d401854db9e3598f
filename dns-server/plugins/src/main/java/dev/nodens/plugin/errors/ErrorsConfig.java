package dev.nodens.plugin.errors;

import dev.nodens.golang.Regex;
import java.time.Duration;
import java.util.List;

/// What `errors` says.
///
/// @param stacktrace accepted for CoreDNS's sake: stack traces of handlers that throw are always
///   logged
/// @param consolidations in file order; the first that matches an error takes it
public record ErrorsConfig(boolean stacktrace, List<Consolidation> consolidations) {

  public ErrorsConfig {
    consolidations = List.copyOf(consolidations);
  }

  /// Errors to count instead of logging each.
  ///
  /// @param period how long to count before saying how many there were
  /// @param pattern found anywhere in the error's text
  /// @param regex the pattern as written
  /// @param level of the line
  /// @param showFirst whether the first error of a period is logged as well
  public record Consolidation(
      Duration period, Regex pattern, String regex, Level level, boolean showFirst) {}

  /// How loud a line is.
  public enum Level {
    WARNING,
    ERROR,
    INFO,
    /// Shown only with the directive `debug`.
    DEBUG
  }
}
