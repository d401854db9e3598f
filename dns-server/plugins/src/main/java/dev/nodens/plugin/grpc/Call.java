package dev.nodens.plugin.grpc;

import dev.nodens.core.Exchange;
import dev.nodens.core.port.Loop;
import org.jspecify.annotations.Nullable;

/// A query on its way through the upstreams. One event loop.
final class Call {
  final Exchange exchange;

  /// Indexes of the upstreams in the order in which they are tried.
  final int[] order;

  int position;
  long started;
  boolean onUsedConnection;
  boolean repeated;
  String error = "no healthy gRPC proxies";
  Loop.@Nullable Timer timer;
  @Nullable UpstreamCalls upstream;
  int id;

  Call(Exchange exchange, int[] order) {
    this.exchange = exchange;
    this.order = order;
  }
}
