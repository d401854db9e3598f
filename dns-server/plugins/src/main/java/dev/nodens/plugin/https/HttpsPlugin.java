package dev.nodens.plugin.https;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.HttpLimits;
import dev.nodens.core.config.HttpLimitsParser;
import dev.nodens.core.config.ListenOptions;
import dev.nodens.corefile.Cursor;

/// `https { max_connections NUMBER; max_streams NUMBER }`: limits of `https://` listeners.
public final class HttpsPlugin implements Plugin<HttpLimits> {
  /// What fits the HTTP/2 setting (RFC 9113 §6.5.2).
  private static final long MOST_STREAMS = 0xffff_ffffL;

  @Override
  public String name() {
    return "https";
  }

  @Override
  public HttpLimits parse(Cursor cursor, BlockScope scope) {
    return HttpLimitsParser.parse(cursor, MOST_STREAMS);
  }

  @Override
  public void listen(HttpLimits limits, ListenOptions options) {
    options.https(limits);
  }

  @Override
  public void install(HttpLimits limits, Installation installation) {}
}
