package dev.nodens.core;

/// Where the reply of an exchange goes. Called once per exchange, on its event loop.
public interface ReplySink {
  /// Takes the finished reply, then calls [Exchange#release] when its octets are no longer needed.
  void send(Exchange exchange);

  /// Ends an exchange without a reply, then calls [Exchange#release].
  void drop(Exchange exchange);
}
