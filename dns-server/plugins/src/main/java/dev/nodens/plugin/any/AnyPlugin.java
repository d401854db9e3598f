package dev.nodens.plugin.any;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;

/// `any`: queries of type ANY get one HINFO record.
public final class AnyPlugin implements Plugin<AnyPlugin.Config> {
  /// Nothing can be configured.
  public record Config() {}

  @Override
  public String name() {
    return "any";
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
    installation.handler(new AnyHandler());
  }
}
