package dev.nodens.core.port;

/// An open, or opening, connection to an upstream: a connected UDP socket, or a stream whose frames
/// the implementation makes. Event loop only.
public interface UpstreamConnection {
  /// Sends one message, copied; messages sent before the connection is open wait for it. Writes of
  /// one round of the loop are flushed together.
  void send(byte[] message, int length);

  /// Closes without a further call to the listener.
  void close();
}
