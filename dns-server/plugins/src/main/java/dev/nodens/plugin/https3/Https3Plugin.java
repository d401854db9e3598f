package dev.nodens.plugin.https3;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.HttpLimits;
import dev.nodens.core.config.HttpLimitsParser;
import dev.nodens.core.config.ListenOptions;
import dev.nodens.corefile.Cursor;

/// `https3 { max_connections NUMBER; max_streams NUMBER }`: limits of `https3://` listeners.
public final class Https3Plugin implements Plugin<HttpLimits> {
  @Override
  public String name() {
    return "https3";
  }

  @Override
  public HttpLimits parse(Cursor cursor, BlockScope scope) {
    return HttpLimitsParser.parse(cursor, Long.MAX_VALUE);
  }

  @Override
  public void listen(HttpLimits limits, ListenOptions options) {
    options.https3(limits);
  }

  @Override
  public void install(HttpLimits limits, Installation installation) {}
}
