package dev.nodens.plugin;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;

/// A directive that CoreDNS has and Nodens does not: refused in words that say so, instead of as
/// unknown.
///
/// @param name the directive
/// @param advice what to do instead, a clause
public record Unavailable(String name, String advice) implements Plugin<Unavailable.Config> {
  /// Never made.
  public record Config() {}

  /// Refuses the first use.
  @Override
  public Config parse(Cursor cursor, BlockScope scope) {
    cursor.next();
    throw cursor.refusal("not part of Nodens: " + advice);
  }

  @Override
  public void install(Config config, Installation installation) {
    throw new IllegalStateException(name + " cannot be configured");
  }
}
