package dev.nodens.plugin.whoami;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;

/// Answers every query with the client's own address and port. For debugging.
public final class WhoamiPlugin implements Plugin<WhoamiPlugin.Config> {
  /// Nothing can be configured.
  public record Config() {}

  @Override
  public String name() {
    return "whoami";
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
    installation.handler(new WhoamiHandler(installation.platform().loops().size()));
  }
}
