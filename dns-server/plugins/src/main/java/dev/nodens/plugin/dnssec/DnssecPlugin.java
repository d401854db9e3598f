package dev.nodens.plugin.dnssec;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.PluginException;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.wire.Name;
import dev.nodens.zone.sign.ReplySigner;
import dev.nodens.zone.sign.SigningKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// `dnssec [ZONES...] { key file KEY...; cache_capacity NUMBER }`.
public final class DnssecPlugin implements Plugin<DnssecConfig> {
  private static final int DEFAULT_CAPACITY = 10_000;

  /// CoreDNS's cache is never smaller.
  private static final int LEAST_CAPACITY = 1024;

  @Override
  public String name() {
    return "dnssec";
  }

  @Override
  public DnssecConfig parse(Cursor cursor, BlockScope scope) {
    cursor.next();
    List<Name> zones =
        ZoneKeys.origins(cursor.remainingArgs(), scope.origins()).stream()
            .map(Name::parse)
            .toList();
    List<String> keys = new ArrayList<>();
    int capacity = DEFAULT_CAPACITY;
    while (cursor.nextBlock()) {
      switch (cursor.value()) {
        case "key" -> keys.addAll(keys(cursor));
        case "cache_capacity" -> capacity = capacity(cursor);
        default -> throw cursor.error("unknown property '" + cursor.value() + "'");
      }
    }
    if (cursor.next()) {
      throw cursor.onceOnly();
    }
    return new DnssecConfig(zones, keys, Math.max(LEAST_CAPACITY, capacity));
  }

  private static List<String> keys(Cursor cursor) {
    String kind = cursor.argument();
    if (!kind.equals("file") && !kind.equals("aws_secretsmanager")) {
      return List.of();
    }
    List<String> files = cursor.remainingArgs();
    if (files.isEmpty()) {
      throw cursor.argumentError();
    }
    if (!kind.equals("file")) {
      throw cursor.refusal(kind + " is not part of Nodens: write the keys to files");
    }
    return files.stream().map(SigningKey::base).toList();
  }

  private static int capacity(Cursor cursor) {
    try {
      return GoSyntax.integer(cursor.argument());
    } catch (IllegalArgumentException e) {
      throw cursor.refusal(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void install(DnssecConfig config, Installation installation) {
    List<SigningKey> keys = new ArrayList<>();
    for (String file : config.keys()) {
      try {
        keys.add(SigningKey.read(installation.resolve(file)));
      } catch (IOException e) {
        throw new PluginException(String.valueOf(e.getMessage()), e);
      }
    }
    for (SigningKey key : keys) {
      if (config.zones().stream().noneMatch(zone -> zone.isAtOrBelow(key.owner()))) {
        throw new PluginException(
            "key %s (keyid: %d) can not sign any of the zones".formatted(key.owner(), key.tag()));
      }
    }
    var platform = installation.platform();
    installation.handler(
        new DnssecHandler(
            config.zones(),
            keys,
            new ReplySigner(config.zones(), keys, config.capacity()),
            new DnssecMetrics(installation.metrics()),
            platform.blocking(),
            platform.clock()));
  }
}
