package dev.nodens.netty.quic;

/// A stream of a client with a query that is not whole yet.
public interface QuicRequest {
  /// When its first octet came, on the loop's clock.
  long began();

  /// The rest did not come in time: ends the stream.
  void giveUp();
}
