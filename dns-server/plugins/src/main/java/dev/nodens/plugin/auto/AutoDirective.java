package dev.nodens.plugin.auto;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.golang.Regex;
import dev.nodens.wire.Name;
import java.time.Duration;
import java.util.List;

/// Reads `auto [ZONES...] { ... }`. Of several uses in a block, what was said last counts.
final class AutoDirective {
  private static final int LONGEST_PATTERN = 10_000;

  private final Cursor cursor;
  private final BlockScope scope;
  private List<Name> zones = List.of();
  private String directory = "";
  private Regex pattern = Regex.compile("db\\.(.*)");
  private String template = "{1}";
  private Duration reload = Duration.ofMinutes(1);

  AutoDirective(Cursor cursor, BlockScope scope) {
    this.cursor = cursor;
    this.scope = scope;
  }

  AutoConfig parse() {
    while (cursor.next()) {
      zones =
          ZoneKeys.origins(cursor.remainingArgs(), scope.origins()).stream()
              .map(Name::parse)
              .toList();
      while (cursor.nextBlock()) {
        option();
      }
    }
    return new AutoConfig(zones, directory, pattern, template, reload);
  }

  private void option() {
    switch (cursor.value()) {
      case "directory" -> directory();
      case "reload" -> reload = period();
      case "upstream" -> cursor.remainingArgs();
      default -> throw cursor.error("unknown property '" + cursor.value() + "'");
    }
  }

  private void directory() {
    directory = cursor.argument();
    if (cursor.nextArg()) {
      pattern = pattern(cursor.value());
      template = cursor.argument();
    }
    cursor.noMoreArguments();
  }

  private Regex pattern(String text) {
    if (text.getBytes(UTF_8).length > LONGEST_PATTERN) {
      throw cursor.error("regexp too large");
    }
    Regex compiled;
    try {
      compiled = Regex.compile(text);
    } catch (IllegalArgumentException e) {
      throw cursor.refusal(String.valueOf(e.getMessage()));
    }
    if (compiled.groupCount() == 0) {
      throw cursor.error("Need at least one sub expression");
    }
    return compiled;
  }

  private Duration period() {
    List<String> args = cursor.remainingArgs();
    if (args.isEmpty()) {
      throw cursor.refusal("reload duration value is expected");
    }
    Duration period;
    try {
      period = GoSyntax.duration(args.getFirst());
    } catch (IllegalArgumentException e) {
      throw cursor.refusal("plugin/file: " + e.getMessage());
    }
    if (period.isNegative()) {
      throw cursor.refusal("plugin/file: invalid duration");
    }
    return period;
  }
}
