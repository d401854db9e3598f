package dev.nodens.plugin.hosts;

import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.wire.Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Reads `hosts [FILE [ZONES...]] { ... }`. Lines in the braces that are no option are entries;
/// after `fallthrough` they are errors.
final class HostsDirective {
  private static final String DEFAULT_FILE = "/etc/hosts";
  private static final int MAX_TTL = 65535;

  private final Cursor cursor;
  private final BlockScope scope;

  private String file = DEFAULT_FILE;
  private List<Name> zones = List.of();
  private final List<String> inline = new ArrayList<>();
  private int ttl = 3600;
  private boolean reverse = true;
  private Duration reload = Duration.ofSeconds(5);
  private List<Name> fallthrough = List.of();
  private boolean fallthroughUnsupported;

  HostsDirective(Cursor cursor, BlockScope scope) {
    this.cursor = cursor;
    this.scope = scope;
  }

  HostsConfig parse() {
    for (int uses = 0; cursor.next(); uses++) {
      if (uses > 0) {
        throw cursor.onlyOnce();
      }
      List<String> args = cursor.remainingArgs();
      if (!args.isEmpty()) {
        file = args.getFirst();
        args = args.subList(1, args.size());
      }
      zones = names(ZoneKeys.origins(args, scope.origins()));
      while (cursor.nextBlock()) {
        option();
      }
    }
    if (fallthroughUnsupported && fallthrough.isEmpty()) {
      throw cursor.error("fallthrough_unsupported requires fallthrough");
    }
    return new HostsConfig(
        file, zones, inline, ttl, reverse, reload, fallthrough, fallthroughUnsupported);
  }

  private void option() {
    switch (cursor.value()) {
      case "fallthrough" ->
          fallthrough = names(ZoneKeys.origins(cursor.remainingArgs(), List.of(".")));
      case "fallthrough_unsupported" -> {
        cursor.noMoreArguments();
        fallthroughUnsupported = true;
      }
      case "no_reverse" -> reverse = false;
      case "ttl" -> ttl = ttl();
      case "reload" -> reload = reload();
      default -> entry();
    }
  }

  private void entry() {
    if (!fallthrough.isEmpty()) {
      throw cursor.error("unknown property '" + cursor.value() + "'");
    }
    var fields = new ArrayList<String>();
    fields.add(cursor.value());
    fields.addAll(cursor.remainingArgs());
    inline.add(String.join(" ", fields));
  }

  private int ttl() {
    List<String> args = cursor.remainingArgs();
    if (args.isEmpty()) {
      throw cursor.error("ttl needs a time in second");
    }
    int seconds;
    try {
      seconds = GoSyntax.integer(args.getFirst());
    } catch (IllegalArgumentException e) {
      throw cursor.error("ttl needs a number of second");
    }
    if (seconds <= 0 || seconds > MAX_TTL) {
      throw cursor.error("ttl provided is invalid");
    }
    return seconds;
  }

  private Duration reload() {
    List<String> args = cursor.remainingArgs();
    if (args.size() != 1) {
      throw cursor.error("reload needs a duration (zero seconds to disable)");
    }
    Duration period;
    try {
      period = GoSyntax.duration(args.getFirst());
    } catch (IllegalArgumentException e) {
      throw cursor.error("invalid duration for reload '" + args.getFirst() + "'");
    }
    if (period.isNegative()) {
      throw cursor.error("invalid negative duration for reload '" + args.getFirst() + "'");
    }
    return period;
  }

  private static List<Name> names(List<String> zones) {
    return zones.stream().map(Name::parse).toList();
  }
}
