package dev.nodens.plugin.dynupdate;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.PluginException;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.zone.ZoneException;
import dev.nodens.zone.ZoneListeners;
import dev.nodens.zone.update.LiveZone;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// `dynupdate [ZONE] { file DBFILE; database PATH; allow KEY NAME TYPE...; max_records COUNT;
/// max_bytes BYTES; max_update_records COUNT }`.
public final class DynupdatePlugin implements Plugin<DynupdateConfig> {
  /// Zones with a database, by its path: over a reload the old and the new configuration work on
  /// the same one, so that no change is lost between them.
  private final Map<Path, Use> kept = new ConcurrentHashMap<>();

  private record Use(LiveZone zone, int count) {}

  @Override
  public String name() {
    return "dynupdate";
  }

  @Override
  public DynupdateConfig parse(Cursor cursor, BlockScope scope) {
    return new DynupdateDirective(cursor, scope).parse();
  }

  @Override
  public void install(DynupdateConfig config, Installation installation) {
    Executor background = installation.platform().blocking();
    @Nullable Path file =
        config
            .database()
            .map(path -> installation.resolve(path).toAbsolutePath().normalize())
            .orElse(null);
    LiveZone zone = zone(config, installation.resolve(config.file()), file);
    var handler = new DynupdateHandler(config, zone, background);
    installation.handler(handler);
    installation.onStart(() -> handler.tell(ZoneListeners.of(installation)));
    if (file != null) {
      var taken = new AtomicBoolean();
      installation.onStart(() -> {
        handler.use(take(file, zone));
        taken.set(true);
      });
      // Not before: a start that fails must not keep a zone that is out of date tomorrow.
      installation.onListening(handler::keep);
      installation.onRetire(() -> {
        if (taken.get()) {
          giveBack(file);
        }
      });
    }
  }

  private LiveZone zone(DynupdateConfig config, Path seed, @Nullable Path file) {
    try {
      if (file == null) {
        return LiveZone.inMemory(config.zone(), seed, config.limits());
      }
      Use use = kept.get(file);
      if (use == null) {
        return LiveZone.kept(config.zone(), seed, file, config.limits());
      }
      return shared(use.zone(), config);
    } catch (ZoneException e) {
      throw new PluginException(String.valueOf(e.getMessage()), e);
    }
  }

  private static LiveZone shared(LiveZone zone, DynupdateConfig config) {
    if (!zone.slot().origin().equals(config.zone())) {
      throw alreadyServes(zone);
    }
    String excess = zone.excess(config.limits());
    if (excess != null) {
      throw new PluginException(excess);
    }
    return zone;
  }

  /// The zone that everybody with this file works on: `zone` if nobody else is there.
  private LiveZone take(Path file, LiveZone zone) {
    Use use =
        kept.compute(
            file,
            (path, other) -> {
              if (other == null) {
                return new Use(zone, 1);
              }
              if (!other.zone().slot().origin().equals(zone.slot().origin())) {
                throw alreadyServes(other.zone());
              }
              return new Use(other.zone(), other.count() + 1);
            });
    return Objects.requireNonNull(use).zone();
  }

  private void giveBack(Path file) {
    kept.computeIfPresent(
        file, (path, use) -> use.count() == 1 ? null : new Use(use.zone(), use.count() - 1));
  }

  private static PluginException alreadyServes(LiveZone zone) {
    String origin = GoSyntax.quote(zone.slot().origin().toString());
    return new PluginException("database already serves zone " + origin);
  }
}
