package dev.nodens.plugin.quic;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.HttpLimitsParser;
import dev.nodens.core.config.ListenOptions;
import dev.nodens.core.config.QuicLimits;
import dev.nodens.corefile.Cursor;

/// `quic { max_connections NUMBER; max_streams NUMBER; worker_pool_size NUMBER }`: limits of
/// `quic://` listeners.
public final class QuicPlugin implements Plugin<QuicLimits> {
  @Override
  public String name() {
    return "quic";
  }

  @Override
  public QuicLimits parse(Cursor cursor, BlockScope scope) {
    return HttpLimitsParser.parseQuic(cursor);
  }

  @Override
  public void listen(QuicLimits limits, ListenOptions options) {
    options.quic(limits);
  }

  @Override
  public void install(QuicLimits limits, Installation installation) {}
}
