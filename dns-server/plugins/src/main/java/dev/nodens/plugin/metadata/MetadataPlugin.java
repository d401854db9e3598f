package dev.nodens.plugin.metadata;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.wire.Name;
import java.util.List;

/// `metadata [ZONES...]`: labels have values for queries in ZONES.
public final class MetadataPlugin implements Plugin<MetadataPlugin.Config> {
  /// What `metadata` says.
  ///
  /// @param zones of the queries whose labels have values
  public record Config(List<Name> zones) {
    public Config {
      zones = List.copyOf(zones);
    }
  }

  @Override
  public String name() {
    return "metadata";
  }

  @Override
  public Config parse(Cursor cursor, BlockScope scope) {
    cursor.next();
    List<String> zones = ZoneKeys.origins(cursor.remainingArgs(), scope.origins());
    if (cursor.nextBlock() || cursor.next()) {
      throw cursor.argumentError();
    }
    return new Config(zones.stream().map(Name::parse).toList());
  }

  @Override
  public void install(Config config, Installation installation) {
    installation.metadata().enable(config.zones());
  }
}
