package dev.nodens.plugin.tsig;

import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.wire.Name;
import dev.nodens.wire.Opcode;
import dev.nodens.wire.RrType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/// Reads `tsig [ZONES...] { ... }`. Whatever is wrong is reported as a wrong argument (CoreDNS's
/// rule).
final class TsigDirective {
  private final Cursor cursor;
  private final BlockScope scope;
  private final Map<Name, String> secrets = new LinkedHashMap<>();
  private final List<String> files = new ArrayList<>();
  private TsigConfig.Needed types = TsigConfig.Needed.NONE;
  private TsigConfig.Needed opcodes = TsigConfig.Needed.NONE;

  TsigDirective(Cursor cursor, BlockScope scope) {
    this.cursor = cursor;
    this.scope = scope;
  }

  TsigConfig parse() {
    cursor.next();
    List<Name> zones =
        ZoneKeys.origins(cursor.remainingArgs(), scope.origins()).stream()
            .map(Name::parse)
            .toList();
    while (cursor.nextBlock()) {
      option();
    }
    if (cursor.next()) {
      throw cursor.argumentError();
    }
    return new TsigConfig(zones, secrets, files, types, opcodes);
  }

  private void option() {
    String option = cursor.value();
    List<String> args = cursor.remainingArgs();
    switch (option) {
      case "secret" -> secret(args);
      case "secrets" -> {
        if (args.size() != 1) {
          throw cursor.argumentError();
        }
        files.add(args.getFirst());
      }
      case "require" -> types = needed(args, RrType::ofMnemonic);
      case "require_opcode" -> opcodes = needed(args, Opcode::ofMnemonic);
      default -> throw cursor.argumentError();
    }
  }

  private void secret(List<String> args) {
    if (args.size() != 2) {
      throw cursor.argumentError();
    }
    try {
      if (secrets.putIfAbsent(Name.parse(args.getFirst()), args.getLast()) != null) {
        throw cursor.argumentError();
      }
    } catch (IllegalArgumentException e) {
      throw cursor.argumentError();
    }
  }

  private TsigConfig.Needed needed(List<String> args, ToIntFunction<String> numbers) {
    if (args.isEmpty()) {
      throw cursor.argumentError();
    }
    if (args.getFirst().equals("all")) {
      return new TsigConfig.Needed(true, new HashSet<>());
    }
    if (args.getFirst().equals("none")) {
      return TsigConfig.Needed.NONE;
    }
    var some = new HashSet<Integer>();
    for (String arg : args) {
      int number = numbers.applyAsInt(arg);
      if (number < 0) {
        throw cursor.argumentError();
      }
      some.add(number);
    }
    return new TsigConfig.Needed(false, some);
  }
}
