package dev.nodens.netty;

import dev.nodens.core.server.Server;

/// The server that a listener gives its queries to; a reload puts another one in. Thread-safe.
public final class ServerSlot {
  private volatile Server server;

  /// A slot that holds `server`.
  public ServerSlot(Server server) {
    this.server = server;
  }

  /// The server for the next query.
  public Server get() {
    return server;
  }

  /// Queries read from now on go to `next`; those in flight end where they began.
  public void set(Server next) {
    server = next;
  }
}
