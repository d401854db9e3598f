package dev.nodens.plugin.multisocket;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.ListenOptions;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import java.util.List;
import java.util.OptionalInt;

/// `multisocket [NUMBER]`: how many sockets listen at each address of the block; without it, or
/// without NUMBER, one on each event loop.
public final class MultisocketPlugin implements Plugin<MultisocketPlugin.Config> {
  private static final int MOST = 1024;

  /// What `multisocket` says.
  ///
  /// @param sockets 1 to 1024; absent for one on each event loop
  public record Config(OptionalInt sockets) {}

  @Override
  public String name() {
    return "multisocket";
  }

  @Override
  public Config parse(Cursor cursor, BlockScope scope) {
    cursor.next();
    List<String> args = cursor.remainingArgs();
    if (args.size() > 1 || cursor.next()) {
      throw cursor.argumentError();
    }
    return new Config(
        args.isEmpty() ? OptionalInt.empty() : OptionalInt.of(number(args.getFirst(), cursor)));
  }

  private static int number(String text, Cursor cursor) {
    int number;
    try {
      number = GoSyntax.integer(text);
    } catch (IllegalArgumentException e) {
      throw cursor.refusal("invalid num sockets: " + e.getMessage());
    }
    if (number < 1) {
      throw cursor.refusal("num sockets can not be zero or negative: " + number);
    }
    if (number > MOST) {
      throw cursor.refusal("num sockets exceeds maximum (" + MOST + "): " + number);
    }
    return number;
  }

  @Override
  public void listen(Config config, ListenOptions options) {
    options.sockets(config.sockets().orElse(0));
  }

  @Override
  public void install(Config config, Installation installation) {}
}
