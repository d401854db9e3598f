package dev.nodens.plugin.geoip;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.PluginException;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import java.io.IOException;

/// `geoip FILE { edns-subnet }`.
public final class GeoipPlugin implements Plugin<GeoipPlugin.Config> {
  /// What `geoip` says.
  ///
  /// @param file the database
  /// @param clientSubnet whether a client's EDNS subnet (RFC 7871) counts instead of its address
  public record Config(String file, boolean clientSubnet) {}

  @Override
  public String name() {
    return "geoip";
  }

  @Override
  public Config parse(Cursor cursor, BlockScope scope) {
    String file = "";
    boolean clientSubnet = false;
    while (cursor.next()) {
      String path = cursor.argument();
      if (!file.isEmpty()) {
        throw cursor.error("configuring multiple databases is not supported");
      }
      file = path;
      cursor.noMoreArguments();
      while (cursor.nextBlock()) {
        if (!cursor.value().equals("edns-subnet")) {
          throw cursor.error("unknown property " + GoSyntax.quote(cursor.value()));
        }
        clientSubnet = true;
      }
    }
    return new Config(file, clientSubnet);
  }

  @Override
  public void install(Config config, Installation installation) {
    GeoDatabase database;
    try {
      database = GeoDatabase.open(installation.platform().directory().resolve(config.file()));
    } catch (IOException e) {
      throw new PluginException(String.valueOf(e.getMessage()), e);
    }
    installation.metadata().offer(name(), new GeoMetadata(database, config.clientSubnet()));
    installation.onRetire(database::close);
  }
}
