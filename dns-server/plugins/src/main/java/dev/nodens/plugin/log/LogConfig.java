package dev.nodens.plugin.log;

import java.util.List;
import java.util.Set;

/// What `log` says in one block.
///
/// @param rules the first whose scope holds the queried name decides, and no other
public record LogConfig(List<Rule> rules) {
  /// The format if none is given, and what `{common}` stands for.
  public static final String COMMON =
      "{remote}:{port} - {>id} \"{type} {class} {name} {proto} {size} {>do} {>bufsize}\""
          + " {rcode} {>rflags} {rsize} {duration}";

  /// What `{combined}` stands for.
  public static final String COMBINED = COMMON + " \"{>opcode}\"";

  public LogConfig {
    rules = List.copyOf(rules);
  }

  /// Which queries to log, and how.
  ///
  /// @param scope names at or below it; absolute, as written
  /// @param format with `{common}` and `{combined}` already replaced
  /// @param classes of replies to log; empty for all
  public record Rule(String scope, String format, Set<ReplyClass> classes) {

    public Rule {
      classes = Set.copyOf(classes);
    }
  }

  /// How a query ended.
  public enum ReplyClass {
    SUCCESS,
    /// The name does not exist, or has no record of the type.
    DENIAL,
    ERROR
  }
}
