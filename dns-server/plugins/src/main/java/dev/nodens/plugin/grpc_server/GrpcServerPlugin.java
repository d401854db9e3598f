package dev.nodens.plugin.grpc_server;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.HttpLimits;
import dev.nodens.core.config.HttpLimitsParser;
import dev.nodens.core.config.ListenOptions;
import dev.nodens.corefile.Cursor;

/// `grpc_server { max_connections NUMBER; max_streams NUMBER }`: limits of `grpc://` listeners.
public final class GrpcServerPlugin implements Plugin<HttpLimits> {
  @Override
  public String name() {
    return "grpc_server";
  }

  @Override
  public HttpLimits parse(Cursor cursor, BlockScope scope) {
    return HttpLimitsParser.parse(cursor, Long.MAX_VALUE);
  }

  @Override
  public void listen(HttpLimits limits, ListenOptions options) {
    options.grpc(limits);
  }

  @Override
  public void install(HttpLimits limits, Installation installation) {}
}
