package dev.nodens.plugin.debug;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;

/// `debug`: the process logs lines of level DEBUG too, while a configuration with this directive
/// serves. The program looks for the directive when it starts and reloads; there is nothing to do
/// per query.
public final class DebugPlugin implements Plugin<DebugPlugin.Config> {
  /// Nothing can be configured.
  public record Config() {}

  @Override
  public String name() {
    return "debug";
  }

  @Override
  public Config parse(Cursor cursor, BlockScope scope) {
    while (cursor.next()) {
      if (cursor.nextArg()) {
        throw cursor.argumentError();
      }
    }
    return new Config();
  }

  @Override
  public void install(Config config, Installation installation) {}
}
