package dev.nodens.plugin.file;

import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.wire.Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Reads `file DBFILE [ZONES...] { ... }`. Options hold for the uses that follow, too (CoreDNS's
/// rule).
final class FileDirective {
  private final Cursor cursor;
  private final BlockScope scope;
  private Duration reload = Duration.ofMinutes(1);
  private boolean byTime;
  private List<Name> fallthrough = List.of();

  FileDirective(Cursor cursor, BlockScope scope) {
    this.cursor = cursor;
    this.scope = scope;
  }

  FileConfig parse() {
    var uses = new ArrayList<FileConfig.Use>();
    while (cursor.next()) {
      if (!cursor.nextArg()) {
        throw cursor.argumentError();
      }
      String file = cursor.value();
      List<Name> zones =
          ZoneKeys.origins(cursor.remainingArgs(), scope.origins()).stream()
              .map(Name::parse)
              .toList();
      while (cursor.nextBlock()) {
        option();
      }
      uses.add(new FileConfig.Use(file, zones, reload, byTime));
    }
    return new FileConfig(uses, fallthrough);
  }

  private void option() {
    switch (cursor.value()) {
      case "fallthrough" ->
          fallthrough =
              ZoneKeys.origins(cursor.remainingArgs(), List.of(".")).stream()
                  .map(Name::parse)
                  .toList();
      case "reload" -> reload = period();
      case "reload_by_mtime" -> byTime = true;
      case "upstream" -> cursor.remainingArgs();
      default -> throw cursor.error("unknown property '" + cursor.value() + "'");
    }
  }

  private Duration period() {
    List<String> args = cursor.remainingArgs();
    if (args.isEmpty()) {
      throw cursor.refusal("reload duration value is expected");
    }
    try {
      return GoSyntax.duration(args.getFirst());
    } catch (IllegalArgumentException e) {
      throw cursor.refusal("plugin/file: " + e.getMessage());
    }
  }
}
