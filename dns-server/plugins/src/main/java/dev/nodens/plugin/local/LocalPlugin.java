package dev.nodens.plugin.local;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;

/// `local { localhost_prefix on|off }`.
public final class LocalPlugin implements Plugin<LocalPlugin.Config> {
  /// What `local` says.
  ///
  /// @param prefix whether names that begin with `localhost.` are local too
  public record Config(boolean prefix) {}

  @Override
  public String name() {
    return "local";
  }

  @Override
  public Config parse(Cursor cursor, BlockScope scope) {
    boolean prefix = true;
    while (cursor.next()) {
      cursor.noMoreArguments();
      while (cursor.nextBlock()) {
        if (!cursor.value().equals("localhost_prefix")) {
          throw cursor.error("unknown property '" + cursor.value() + "'");
        }
        prefix = isOn(cursor.onlyArgument(), cursor);
      }
    }
    return new Config(prefix);
  }

  private static boolean isOn(String word, Cursor cursor) {
    return switch (word) {
      case "on" -> true;
      case "off" -> false;
      default ->
          throw cursor.error("localhost_prefix expects 'on' or 'off', got " + GoSyntax.quote(word));
    };
  }

  @Override
  public void install(Config config, Installation installation) {
    var counted =
        installation
            .metrics()
            .counters(
                "coredns_local_localhost_requests_total",
                "Queries for names below localhost, or that begin with it.")
            .with();
    installation.handler(new LocalHandler(config.prefix(), counted));
  }
}
