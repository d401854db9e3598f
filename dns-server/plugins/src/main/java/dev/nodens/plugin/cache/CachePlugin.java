package dev.nodens.plugin.cache;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.Uncacheable;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;

/// Keeps answers of the plugins behind it.
public final class CachePlugin implements Plugin<CacheConfig> {
  @Override
  public String name() {
    return "cache";
  }

  @Override
  public CacheConfig parse(Cursor cursor, BlockScope scope) {
    return new CacheParser(cursor).parse(scope.origins());
  }

  @Override
  public void install(CacheConfig config, Installation installation) {
    var table = new AnswerTable(config.success().entries(), config.denial().entries());
    var metrics = new CacheMetrics(installation.metrics(), config, table);
    var handler = new CacheHandler(config, table, metrics, installation.platform());
    installation.handler(handler);
    installation.onStart(() -> {
      metrics.open(installation.servedZones());
      installation
          .peer("dynupdate", Uncacheable.class)
          .ifPresent(peer -> handler.bypass(peer.uncacheable()));
    });
    installation.onRetire(metrics::close);
  }
}
