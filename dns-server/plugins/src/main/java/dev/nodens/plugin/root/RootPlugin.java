package dev.nodens.plugin.root;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import java.nio.file.Files;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `root PATH`; the last one of a block counts.
public final class RootPlugin implements Plugin<RootConfig> {
  private static final Logger LOG = LoggerFactory.getLogger(RootPlugin.class);

  @Override
  public String name() {
    return "root";
  }

  @Override
  public RootConfig parse(Cursor cursor, BlockScope scope) {
    String path = "";
    while (cursor.next()) {
      if (!cursor.nextArg()) {
        throw cursor.argumentError();
      }
      path = cursor.value();
    }
    return new RootConfig(path);
  }

  @Override
  public void install(RootConfig config, Installation installation) {
    if (Files.notExists(installation.resolve(config.path()))) {
      LOG.warn("plugin/root: Root path does not exist: {}", config.path());
    }
    installation.root(config.path());
  }
}
