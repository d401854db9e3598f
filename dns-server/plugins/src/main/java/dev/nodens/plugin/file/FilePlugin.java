package dev.nodens.plugin.file;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.PluginException;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.wire.Name;
import dev.nodens.zone.NotifyReceiver;
import dev.nodens.zone.ZoneException;
import dev.nodens.zone.ZoneFile;
import dev.nodens.zone.ZoneHandler;
import dev.nodens.zone.ZoneListener;
import dev.nodens.zone.ZoneListeners;
import dev.nodens.zone.ZoneSlot;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `file DBFILE [ZONES...] { ... }`.
public final class FilePlugin implements Plugin<FileConfig> {
  private static final Logger LOG = LoggerFactory.getLogger(FilePlugin.class);

  @Override
  public String name() {
    return "file";
  }

  @Override
  public FileConfig parse(Cursor cursor, BlockScope scope) {
    return new FileDirective(cursor, scope).parse();
  }

  @Override
  public void install(FileConfig config, Installation installation) {
    var handler = new ZoneHandler(List.of(), config.fallthrough(), NotifyReceiver.deaf());
    Map<Name, ZoneSlot> slots = new LinkedHashMap<>();
    for (FileConfig.Use use : config.uses()) {
      for (Name zone : use.zones()) {
        var slot = new ZoneSlot(zone);
        slots.put(zone, slot);
        install(use, slot, installation);
      }
    }
    handler.use(slots.values());
    installation.handler(handler);
    installation.onStart(() -> handler.last(installation.nextPlugin("file").isEmpty()));
    installation.onListening(() -> {
      ZoneListener listener = ZoneListeners.of(installation);
      installation.platform().blocking().execute(() -> slots.keySet().forEach(listener::changed));
    });
  }

  private static void install(FileConfig.Use use, ZoneSlot slot, Installation installation) {
    Path path = installation.resolve(use.file());
    var file = new ZoneFile("file", path, slot, use.byTime(), () -> ZoneListeners.of(installation));
    try {
      file.load();
    } catch (ZoneException e) {
      throw new PluginException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      String fault =
          "open "
              + path
              + ": "
              + (e instanceof NoSuchFileException ? "no such file or directory" : e);
      if (use.reload().isZero()) {
        throw new PluginException(fault, e);
      }
      String period = GoSyntax.text(use.reload());
      LOG.warn("plugin/file: Failed to open {}: trying again in {}", GoSyntax.quote(fault), period);
    }
    if (!use.reload().isZero()) {
      installation.every(use.reload(), file::refresh);
    }
  }
}
