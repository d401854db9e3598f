package dev.nodens.netty.quic;

import io.netty.handler.codec.quic.QuicChannel;

/// What is spoken on the connections of a listener.
public interface QuicApplication {
  /// Its name in handshakes (RFC 7301).
  String protocol();

  /// How it names ends.
  QuicCodes codes();

  /// How many unidirectional streams a client may open.
  long unidirectionalStreams();

  /// Adds to a connection that begins what serves its streams. On its event loop.
  void furnish(QuicChannel channel, QuicConnection connection);
}
