package dev.nodens.plugin.minimal;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;

/// `minimal`: positive answers lose what nobody asked for.
public final class MinimalPlugin implements Plugin<MinimalPlugin.Config> {
  /// Nothing can be configured.
  public record Config() {}

  @Override
  public String name() {
    return "minimal";
  }

  @Override
  public Config parse(Cursor cursor, BlockScope scope) {
    cursor.next();
    if (cursor.nextArg()) {
      throw cursor.argumentError();
    }
    return new Config();
  }

  @Override
  public void install(Config config, Installation installation) {
    installation.handler(new MinimalHandler());
  }
}
