package dev.nodens.core.port;

/// An open, or opening, connection to an upstream: a connected UDP socket, or a stream whose frames
/// the implementation makes. Event loop only.
public interface UpstreamConnection {
  /// Sends one message, copied; messages sent before the connection is open wait for it. Writes of
  /// one round of the loop are flushed together.
  void send(byte[] message, int length);

  /// The local address and port in use, such as `10.0.0.1:40212`, for error texts; empty while
  /// unknown.
  default String localAddress() {
    return "";
  }

  /// Closes without a further call to the listener.
  void close();
}
