package dev.nodens.plugin.bufsize;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import java.util.List;

/// `bufsize [SIZE]`: lowers the UDP size that a client advertises; never raises it.
public final class BufsizePlugin implements Plugin<BufsizeConfig> {
  private static final int LEAST = 512;
  private static final int MOST = 4096;

  @Override
  public String name() {
    return "bufsize";
  }

  /// Reads the first use only, as upstream.
  @Override
  public BufsizeConfig parse(Cursor cursor, BlockScope scope) {
    cursor.next();
    List<String> args = cursor.remainingArgs();
    if (args.isEmpty()) {
      return BufsizeConfig.DEFAULT;
    }
    if (args.size() > 1) {
      throw cursor.argumentError();
    }
    return new BufsizeConfig(size(args.getFirst(), cursor));
  }

  private static int size(String text, Cursor cursor) {
    try {
      int size = GoSyntax.integer(text);
      if (size >= LEAST && size <= MOST) {
        return size;
      }
    } catch (IllegalArgumentException e) {
      throw cursor.argumentError();
    }
    throw cursor.argumentError();
  }

  @Override
  public void install(BufsizeConfig config, Installation installation) {
    installation.handler(new BufsizeHandler(config.size()));
  }
}
