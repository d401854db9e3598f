package dev.nodens.core;

/// Where the reply of an exchange goes. Called once per exchange, on its event loop, but for
/// [#part].
public interface ReplySink {
  /// Whether a client can take more messages of the same reply.
  enum Room {
    /// It can.
    OPEN,
    /// It reads too slowly: ask again later.
    FULL,
    /// It is gone, or wants one message only.
    GONE
  }

  /// Takes the finished reply, then calls [Exchange#release] when its octets are no longer needed.
  void send(Exchange exchange);

  /// Ends an exchange without a reply, then calls [Exchange#release].
  void drop(Exchange exchange);

  /// Takes one message of a reply of several; the last one goes to [#send].
  default Room part(Exchange exchange) {
    return Room.GONE;
  }
}
