package dev.nodens.plugin.dynupdate;

import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.wire.Name;
import dev.nodens.wire.RrType;
import dev.nodens.zone.update.Limits;
import dev.nodens.zone.update.RecordTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `dynupdate [ZONE] { ... }`.
final class DynupdateDirective {
  private static final String ALL = "*";
  private static final String APEX = "@";

  private final Cursor cursor;
  private final BlockScope scope;
  private final Set<String> seen = new HashSet<>();
  private final List<DynupdateConfig.Rule> rules = new ArrayList<>();
  private Name zone = Name.ROOT;
  private @Nullable String file;
  private Optional<String> database = Optional.empty();
  private Limits limits = Limits.DEFAULT;

  DynupdateDirective(Cursor cursor, BlockScope scope) {
    this.cursor = cursor;
    this.scope = scope;
  }

  DynupdateConfig parse() {
    cursor.next();
    zone = zone(cursor.remainingArgs());
    while (cursor.nextBlock()) {
      option(cursor.value());
    }
    if (cursor.next()) {
      throw cursor.onceOnly();
    }
    String source = file;
    if (source == null) {
      throw cursor.error("file is required");
    }
    if (rules.isEmpty()) {
      throw cursor.error("at least one allow rule is required");
    }
    return new DynupdateConfig(zone, source, database, rules, limits);
  }

  private Name zone(List<String> args) {
    if (args.size() > 1) {
      throw cursor.refusal("exactly one zone is allowed");
    }
    if (args.isEmpty()) {
      List<Name> zones = scope.zones();
      if (zones.size() != 1) {
        throw cursor.refusal(
            "zone is required when the server block does not define exactly one zone");
      }
      return zones.getFirst();
    }
    List<String> zones = ZoneKeys.origins(args, List.of());
    if (zones.size() != 1) {
      throw cursor.refusal("invalid zone " + GoSyntax.quote(args.getFirst()));
    }
    return Name.parse(zones.getFirst());
  }

  private void option(String option) {
    if (!option.equals("allow") && !seen.add(option)) {
      throw cursor.error(option + " specified more than once");
    }
    switch (option) {
      case "file" -> file = cursor.onlyArgument();
      case "database" -> {
        String path = cursor.onlyArgument();
        if (path.isEmpty()) {
          throw cursor.argumentError();
        }
        database = Optional.of(path);
      }
      case "allow" -> rules.add(rule(cursor.remainingArgs()));
      case "max_records" -> {
        int most = number(option);
        limits = new Limits(most, limits.octets(), limits.requestRecords());
      }
      case "max_bytes" -> {
        int most = number(option);
        limits = new Limits(limits.records(), most, limits.requestRecords());
      }
      case "max_update_records" -> {
        int most = number(option);
        limits = new Limits(limits.records(), limits.octets(), most);
      }
      default -> throw cursor.error("unknown property " + GoSyntax.quote(option));
    }
  }

  private int number(String option) {
    String text = cursor.onlyArgument();
    try {
      long number = Long.parseLong(text);
      if (number > 0) {
        return (int) Math.min(Integer.MAX_VALUE, number);
      }
    } catch (NumberFormatException e) {
      throw cursor.error(option + " requires a positive integer");
    }
    throw cursor.error(option + " requires a positive integer");
  }

  private DynupdateConfig.Rule rule(List<String> args) {
    if (args.size() < 3) {
      throw cursor.refusal("allow requires KEY NAME and at least one RR type");
    }
    Name key = key(args.getFirst());
    Optional<Name> name = name(args.get(1));
    var types = new HashSet<Integer>();
    for (String word : args.subList(2, args.size())) {
      if (word.equals(ALL)) {
        if (args.size() != 3) {
          throw cursor.refusal("wildcard RR type must be the only type in an allow rule");
        }
        return new DynupdateConfig.Rule(key, name, true, Set.of());
      }
      int type = RrType.parse(word);
      if (!RecordTypes.isAllowable(type)) {
        throw cursor.refusal("invalid RR type " + GoSyntax.quote(word) + " in allow rule");
      }
      types.add(type);
    }
    return new DynupdateConfig.Rule(key, name, false, types);
  }

  private Name key(String word) {
    try {
      if (!word.isBlank() && !word.equals(ALL) && !word.equals(APEX)) {
        return Name.parse(word);
      }
    } catch (IllegalArgumentException e) {
      throw cursor.refusal("invalid TSIG key " + GoSyntax.quote(word));
    }
    throw cursor.refusal("invalid TSIG key " + GoSyntax.quote(word));
  }

  private Optional<Name> name(String word) {
    if (word.equals(ALL)) {
      return Optional.empty();
    }
    if (word.equals(APEX)) {
      return Optional.of(zone);
    }
    try {
      Name name = Name.parse(word);
      if (name.isAtOrBelow(zone)) {
        return Optional.of(name);
      }
    } catch (IllegalArgumentException e) {
      throw outside(word);
    }
    throw outside(word);
  }

  private RuntimeException outside(String word) {
    return cursor.refusal(
        "allow name "
            + GoSyntax.quote(word)
            + " is outside zone "
            + GoSyntax.quote(zone.toString()));
  }
}
