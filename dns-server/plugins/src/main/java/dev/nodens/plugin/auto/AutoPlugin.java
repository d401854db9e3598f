package dev.nodens.plugin.auto;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.zone.NotifyReceiver;
import dev.nodens.zone.ZoneHandler;
import dev.nodens.zone.ZoneListeners;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `auto [ZONES...] { ... }`.
public final class AutoPlugin implements Plugin<AutoConfig> {
  private static final Logger LOG = LoggerFactory.getLogger(AutoPlugin.class);

  @Override
  public String name() {
    return "auto";
  }

  @Override
  public AutoConfig parse(Cursor cursor, BlockScope scope) {
    return new AutoDirective(cursor, scope).parse();
  }

  @Override
  public void install(AutoConfig config, Installation installation) {
    var handler = new ZoneHandler(config.scope(), List.of(), NotifyReceiver.deaf());
    Path directory = installation.resolve(config.directory());
    if (Files.notExists(directory)) {
      LOG.warn("plugin/auto: Directory does not exist: {}", directory);
    }
    var folder = new ZoneFolder(config, directory, handler, () -> ZoneListeners.of(installation));
    installation.handler(handler);
    installation.onStart(() -> {
      handler.last(installation.nextPlugin("auto").isEmpty());
      folder.walk();
    });
    if (!config.reload().isZero()) {
      installation.every(config.reload(), folder::walk);
    }
  }
}
